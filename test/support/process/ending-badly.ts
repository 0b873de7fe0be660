// Loaded before the command line: sources of type jsonl that end badly, each in the way that the beginning of its name says.
import { jsonl } from '../../../src/sources/jsonl/jsonl.ts'
import type { PulledSource } from '../../../src/sources/source.ts'

const loop = (): never => {
  for (;;);
}
const fail = (): never => {
  throw new Error('out of toys')
}

/** What each does when its pull is to end. */
const WHEN_ABORTED: Readonly<Record<string, () => unknown>> = {
  'abort-loops': loop,
  'abort-throws': fail,
  'abort-rejects': async () => fail(),
}

const WHEN_CLOSED: Readonly<Record<string, () => Promise<void>>> = {
  'close-loops': async () => loop(),
  'close-loops-later': async () => {
    await new Promise(resolve => setTimeout(resolve, 10))
    loop()
  },
  'close-throws': async () => fail(),
}

const { create } = jsonl
const endsBadly: typeof create = (settings, deps) => {
  const source = create(settings, deps) as PulledSource
  const [kind = ''] = settings.name.split('.')
  const aborted = WHEN_ABORTED[kind]
  const closed = WHEN_CLOSED[kind]
  const pull: PulledSource['pull'] = (_, signal) => {
    const next = async (): Promise<IteratorReturnResult<undefined>> => {
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve())
        signal.addEventListener('abort', () => void aborted?.())
      })
      return { done: true, value: undefined }
    }
    return { [Symbol.asyncIterator]: () => ({ next }) }
  }
  return {
    ...source,
    ...(aborted === undefined ? {} : { pull }),
    close: closed ?? (() => source.close()),
  }
}
Object.assign(jsonl, { create: endsBadly })
