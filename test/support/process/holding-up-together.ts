// Loaded before the command line: a source of type jsonl whose name begins with `loops` never returns, in the very turn of the loop in
// which what it waited for is there; whoever else is read for the first time waits for the same and comes after it.
import { existsSync } from 'node:fs'
import { jsonl } from '../../../src/sources/jsonl/jsonl.ts'

const gate = Promise.withResolvers<void>()
let isLooping = false

const neverReturns = async (): Promise<never> => {
  await gate.promise
  for (;;);
}

const { create } = jsonl
const together: typeof create = (settings, deps) => {
  const source = create(settings, deps)
  if (!('pull' in source)) return source
  if (settings.name.startsWith('loops')) {
    isLooping = true
    return { ...source, pull: () => ({ [Symbol.asyncIterator]: () => ({ next: neverReturns }) }) }
  }
  return {
    ...source,
    pull: async function* (...given) {
      // The turn comes once a file says so.
      if (isLooping) {
        const opens = setInterval(() => {
          if (existsSync(process.env.TOGETHER ?? '')) gate.resolve()
        }, 50)
        await gate.promise
        clearInterval(opens)
      }
      yield* source.pull(...given)
    },
  }
}
Object.assign(jsonl, { create: together })
