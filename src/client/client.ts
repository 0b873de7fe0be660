// What a platform imports: says to slowburn what its tasks, claims and investments do. Nothing here throws into the platform,
// waits, or grows without bound; it depends on nothing but `fetch`.
import type { Client, ClientOptions } from './api.ts'
import { clientOn } from './assemble.ts'
import { systemRuntime } from './runtime.ts'

export type { Client, ClientOptions, When } from './api.ts'
export type { Attributes } from './event-line.ts'
export type { Figures } from './sending/figures.ts'
export type { TaskAbout, TaskRun, TaskUsage } from './task-run.ts'
export type { AttributeName, EventData, EventType } from './vocabulary.ts'

/** Never throws: where nothing can be sent, that is reported once and every event is counted as dropped. */
export function createClient(options: ClientOptions): Client {
  return clientOn(options, systemRuntime())
}
