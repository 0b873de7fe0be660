// Loaded before the command line: sources of type jsonl that do, when they are checked, what their name says.
import { jsonl } from '../../../../src/sources/jsonl/jsonl.ts'

const WAYS: Readonly<Record<string, () => void>> = {
  rejects: () => void Promise.reject(new Error('mine')),
  throws: () =>
    void setTimeout(() => {
      throw new Error('mine')
    }, 20),
  stays: () => void setInterval(() => undefined, 1000),
}

const { create } = jsonl
const misbehaving: typeof create = (settings, deps) => {
  const source = create(settings, deps)
  return {
    ...source,
    check: async signal => {
      WAYS[settings.name]?.()
      return settings.name === 'hangs' ? await new Promise(() => {}) : await source.check(signal)
    },
  }
}
Object.assign(jsonl, { create: misbehaving })
