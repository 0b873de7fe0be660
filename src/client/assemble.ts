// Puts a client together on whatever runs it.
import type { Client, ClientOptions } from './api.ts'
import { claimMethods, gaugeMethods, releaseMethods, roiMethods } from './facts.ts'
import { Recorder } from './recorder.ts'
import type { Runtime } from './runtime.ts'
import { taskMethods } from './task.ts'

const FLUSH_MS = 5000

/** Never throws. */
export function clientOn(options: ClientOptions, runtime: Runtime): Client {
  // A platform in plain JavaScript may give nothing at all.
  const recorder = new Recorder(options ?? {}, runtime)
  const close: Client['close'] = ({ timeoutMs = FLUSH_MS } = {}) => recorder.close(timeoutMs)
  const methods: Omit<Client, typeof Symbol.asyncDispose> = {
    ...taskMethods(recorder),
    ...claimMethods(recorder),
    ...roiMethods(recorder),
    ...gaugeMethods(recorder),
    ...releaseMethods(recorder),
    figures: () => recorder.figures(),
    flush: ({ timeoutMs = FLUSH_MS } = {}) => recorder.flush(timeoutMs),
    close,
  }
  return Object.assign(methods, { [Symbol.asyncDispose]: async () => void (await close()) })
}
