// Says whose code a thread that this one has started is in, through Node's inspector, which opens no port.
import { type Runtime, Session } from 'node:inspector'
import type { Interruption } from './interruption.ts'
import { foundIn, type Seen } from './seen.ts'

export interface LookOptions {
  /** As the thread is known by `Worker.threadId`. */
  threadId: number
  /** An expression whose value, in that thread, is `Seen`. */
  see: string
  /** Real milliseconds; a call into the system cannot be looked into. */
  patience: number
}

/** Null where it is nobody's, or could not be seen in time. What runs goes on. */
export async function lookInto({ threadId, see, patience }: LookOptions): Promise<Interruption | null> {
  if (!process.features.inspector) return null
  const session = new Session()
  session.connect()
  const found = Promise.withResolvers<Interruption | null>()
  let isThere = false
  // Its title alone carries the thread's number: `workerId` counts what this session sees.
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    if (!workerInfo.title.startsWith(`[worker ${threadId}] `)) return
    isThere = true
    session.on('NodeWorker.detachedFromWorker', ({ params }) => {
      if (params.sessionId === sessionId) found.resolve(null)
    })
    evaluated(session, sessionId, see).then(value => found.resolve(foundIn(value)), found.reject)
  })
  // A thread from which one turns away before it has gone on would stand still for ever.
  const turnAway = (): void => session.disconnect()
  found.promise.then(turnAway, turnAway)
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  const timer = Promise.withResolvers<null>()
  const timeout = setTimeout(() => timer.resolve(null), patience)
  try {
    return await Promise.race([found.promise, timer.promise])
  } finally {
    clearTimeout(timeout)
    if (!isThere) turnAway()
  }
}

/** Asks the inspector of the thread, by way of that of this one. */
function evaluated(session: Session, sessionId: string, expression: string): Promise<Seen | undefined> {
  return new Promise((resolve, reject) => {
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (params.sessionId !== sessionId) return
      const said = JSON.parse(params.message) as { result?: Runtime.EvaluateReturnType }
      if (said.result !== undefined) resolve(said.result.result.value as Seen | undefined)
    })
    const message = JSON.stringify({
      id: 1,
      method: 'Runtime.evaluate',
      params: { expression, returnByValue: true },
    })
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, error => {
      if (error !== null) reject(error)
    })
  })
}
