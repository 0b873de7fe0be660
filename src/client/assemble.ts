// Puts a client together on whatever runs it.
import type { Client, ClientOptions } from './api.ts'
import { claimMethods, gaugeMethods, releaseMethods, roiMethods } from './facts.ts'
import { Recorder, type RecorderOptions } from './recorder.ts'
import type { Runtime } from './runtime.ts'
import { taskMethods } from './task.ts'

const FLUSH_MS = 5000

/** Never throws. */
export function clientOn(options: ClientOptions, runtime: Runtime): Client {
  const recorder = new Recorder(readOptions(options), runtime)
  const close: Client['close'] = asked => recorder.close(timeoutOf(asked))
  const methods: Omit<Client, typeof Symbol.asyncDispose> = {
    ...taskMethods(recorder),
    ...claimMethods(recorder),
    ...roiMethods(recorder),
    ...gaugeMethods(recorder),
    ...releaseMethods(recorder),
    figures: () => recorder.figures(),
    flush: asked => recorder.flush(timeoutOf(asked)),
    close,
  }
  return Object.assign(methods, { [Symbol.asyncDispose]: async () => void (await close()) })
}

/** A platform in plain JavaScript may give nothing at all, or what throws when it is read: that part is not given then. */
function readOptions(options: ClientOptions): RecorderOptions {
  return {
    url: readable(() => options.url),
    token: readable(() => options.token),
    attributes: readable(() => options.attributes && { ...options.attributes }),
    mostWaiting: readable(() => options.mostWaiting),
    onProblem: readable(() => options.onProblem),
  }
}

function timeoutOf(asked: { timeoutMs?: number } | undefined): number {
  const given = readable(() => asked?.timeoutMs)
  return typeof given === 'number' && given >= 0 ? given : FLUSH_MS
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
