// Says whose code a thread that this one has started is in, through Node's inspector, which opens no port.
import { type Debugger, Session } from 'node:inspector'
import type { Interruption } from './interruption.ts'
import type { Owner } from './owners.ts'
import { placeOf } from './place.ts'

export interface LookOptions {
  /** As the thread is known by `Worker.threadId`. */
  threadId: number
  /** An expression whose value, in that thread, is the owner of what runs. */
  owner: string
  /** Real milliseconds; a call into the system cannot be looked into. */
  patience: number
}

/** Null where it is nobody's, or could not be seen in time. What runs goes on. */
export async function lookInto({ threadId, owner, patience }: LookOptions): Promise<Interruption | null> {
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
    see(talkTo(session, sessionId), owner).then(found.resolve, found.reject)
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

interface Talk {
  post(method: string, params?: object): Promise<unknown>
  on(heard: (method: string, params: unknown) => void): void
}

async function see(talk: Talk, expression: string): Promise<Interruption | null> {
  const files = new Map<string, string>()
  const paused = new Promise<Debugger.PausedEventDataType>(resolve => {
    talk.on((method, params) => {
      if (method === 'Debugger.paused') resolve(params as Debugger.PausedEventDataType)
      if (method !== 'Debugger.scriptParsed') return
      const { scriptId, url } = params as Debugger.ScriptParsedEventDataType
      files.set(scriptId, url)
    })
  })
  await talk.post('Debugger.enable')
  await talk.post('Debugger.pause')
  const { callFrames } = await paused
  const [frame] = callFrames
  if (frame === undefined) return null
  const { callFrameId } = frame
  const { result } = (await talk.post('Debugger.evaluateOnCallFrame', {
    callFrameId,
    expression,
    returnByValue: true,
  })) as Debugger.EvaluateOnCallFrameReturnType
  await talk.post('Debugger.resume')
  await talk.post('Debugger.disable')
  const owner = (result.value ?? null) as Owner | null
  return owner === null ? null : { owner, place: placeOf(callFrames, files) }
}

/** The inspector of the thread, by way of that of this one. */
function talkTo(session: Session, sessionId: string): Talk {
  const waiting = new Map<number, (result: unknown) => void>()
  const hearers: Array<(method: string, params: unknown) => void> = []
  let last = 0
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return
    const said = JSON.parse(params.message) as
      | { id: number; result: unknown }
      | { method: string; params: unknown }
    if ('id' in said) waiting.get(said.id)?.(said.result)
    else for (const hear of hearers) hear(said.method, said.params)
  })
  return {
    on: hear => void hearers.push(hear),
    post: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, resolve)
        const message = JSON.stringify({ id: last, method, params })
        session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, error => {
          if (error !== null) reject(error)
        })
      }),
  }
}
