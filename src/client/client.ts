// What a platform imports: says to slowburn what its tasks, claims and investments do. Nothing here throws into the platform,
// waits, or grows without bound; it depends on nothing but `fetch`.
import type { Client, ClientOptions } from './api.ts'
import { claimMethods, gaugeMethods, releaseMethods, roiMethods } from './facts.ts'
import { Recorder } from './recorder.ts'
import { type Runtime, systemRuntime } from './runtime.ts'
import { taskMethods } from './task.ts'

export type { Client, ClientOptions, When } from './api.ts'
export type { Attributes } from './event-line.ts'
export type { Figures } from './sending/figures.ts'
export type { TaskAbout, TaskRun, TaskUsage } from './task-run.ts'
export type { AttributeName, EventData, EventType } from './vocabulary.ts'

const FLUSH_MS = 5000

/** Never throws: where nothing can be sent, that is reported once and every event is counted as dropped. */
export function createClient(options: ClientOptions): Client {
  return clientOn(options, systemRuntime())
}

/** `createClient` on a runtime that is handed in. */
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
