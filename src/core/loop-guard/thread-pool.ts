// The few threads in which Node.js makes the calls of fs, dns and crypto that it does not wait for, the same for everybody: a part that
// fills them with calls that never end keeps all others waiting, while the loop turns.
import { createHook } from 'node:async_hooks'
import { randomFill } from 'node:crypto'
import type { Interruption } from './interruption.ts'
import { nameOf, type Owner, type Owners } from './owners.ts'

/** Real milliseconds. */
type Millis = number

/** Looks in a patience, counted rather than timed: a machine that slept held up nobody. */
const LOOKS = 8
/** As long as for a call that holds up the thread itself. */
const LOOKS_AT_CALL = 3 * LOOKS

/** Until the result is called. `filled` is called when a call that takes no time has waited for a thread so long, once each time. */
export function probePool(patience: Millis, filled: () => void): () => void {
  const bytes = new Uint8Array(1)
  let looks = 0
  let isWaiting = false
  const timer = setInterval(() => {
    if (isWaiting) {
      looks += 1
      if (looks === LOOKS_AT_CALL) filled()
      return
    }
    looks = 0
    isWaiting = true
    randomFill(bytes, () => {
      isWaiting = false
    })
  }, patience / LOOKS).unref()
  return () => clearInterval(timer)
}

export interface PoolCalls {
  /** The part that holds more of the threads than anybody else; null: none does, or slowburn itself holds as many. */
  holder(): Interruption | null
  stop(): void
}

/** By async hooks, which cost every callback. What was begun before is not seen. */
export function followPool(owners: Owners): PoolCalls {
  const calls = new Map<number, Call>()
  const hook = createHook({
    init(id, type, _trigger, resource) {
      const of = moduleOf(type)
      if (of !== null) calls.set(id, { of, owner: owners.current(), resource: new WeakRef(resource) })
    },
    after: id => void calls.delete(id),
    destroy: id => void calls.delete(id),
    trackPromises: false,
  }).enable()
  return {
    holder: () => holderOf(inThreads([...calls.values()].filter(isUnderWay))),
    stop: () => {
      hook.disable()
      // What ends from here on is not seen.
      calls.clear()
    },
  }
}

interface Call {
  of: 'fs' | 'dns' | 'crypto'
  owner: Owner | null
  resource: WeakRef<object>
}

/** What crypto does at once is no call in a thread: nothing is called back. */
function isUnderWay({ of, resource }: Call): boolean {
  return of !== 'crypto' || 'ondone' in (resource.deref() ?? {})
}

/** By what Node.js calls a call; null: it is made in no such thread. */
function moduleOf(type: string): Call['of'] | null {
  if (type.startsWith('FSREQ')) return 'fs'
  if (type === 'GETADDRINFOREQWRAP' || type === 'GETNAMEINFOREQWRAP') return 'dns'
  return type.endsWith('REQUEST') && !type.startsWith('HTTP') ? 'crypto' : null
}

/** Whoever came first has a thread; those that ask for names get half of them at most. */
function inThreads(calls: readonly Call[]): Call[] {
  const size = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  let names = 0
  const taken = calls.filter(({ of }) => {
    if (of === 'dns') names += 1
    return of !== 'dns' || names <= (size + 1) / 2
  })
  return taken.slice(0, size)
}

function holderOf(calls: readonly Call[]): Interruption | null {
  const held = Map.groupBy(calls, ({ owner }) => (owner === null ? null : nameOf(owner)))
  const own = held.get(null)?.length ?? 0
  held.delete(null)
  const [most] = [...held.values()].sort((a, b) => b.length - a.length)
  const owner = most?.[0]?.owner ?? null
  if (most === undefined || owner === null || most.length <= own) return null
  const of = [...new Set(most.map(call => call.of))].join(' and ')
  const place =
    most.length === 1 ? `a call of ${of} that does not end` : `${most.length} calls of ${of} that do not end`
  return { owner, place }
}
