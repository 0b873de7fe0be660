// Loaded before the command line: a source of type jsonl whose name begins with `loops` waits for something and then never returns.
import { jsonl } from '../../../src/sources/jsonl/jsonl.ts'

const neverReturns = async (): Promise<never> => {
  await new Promise(resolve => setTimeout(resolve, 10))
  for (;;);
}

const { create } = jsonl
const loops: typeof create = (settings, deps) => {
  const source = create(settings, deps)
  if (!settings.name.startsWith('loops')) return source
  return {
    ...source,
    pull: () => ({ [Symbol.asyncIterator]: () => ({ next: neverReturns }) }),
  }
}
Object.assign(jsonl, { create: loops })
