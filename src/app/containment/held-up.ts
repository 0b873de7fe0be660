// A part that holds up everything is interrupted, named, and not asked again until a person restarts slowburn: it would do so again.
// What waited for the same turn of the loop may be lost with it, so slowburn starts anew in place without that part. Where it
// cannot, and no tick ends any more, the process ends instead of standing still.
import type { Config } from '../../config/schema.ts'
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { GuardEnding, Interruption } from '../../core/loop-guard/interruption.ts'
import { startLoopGuard } from '../../core/loop-guard/loop-guard.ts'
import { nameOf } from '../../core/loop-guard/owners.ts'
import { NOT_RETURNED } from '../../pipeline/collect/ask.ts'
import type { Interrupted } from '../../pipeline/faults/interrupted.ts'
import type { Live } from '../../pipeline/status.ts'
import type { Source } from '../../sources/source.ts'
import type { UnderWay } from '../outgoing/under-way.ts'
import type { Hogging } from './hogging.ts'
import { type Leaving, leave } from './leave.ts'
import type { LeftOut } from './left-out.ts'
import type { Anew } from './start-anew.ts'

interface HeldUpDeps {
  live: Pick<Live, 'owners' | 'strays' | 'unanswered' | 'interrupted' | 'lastTickAt'>
  sources: readonly Source[]
  underWay: UnderWay
  hogging: Pick<Hogging, 'held'>
  /** Left out where the process is not to be replaced. */
  anew?: Pick<Anew, 'begin' | 'isUnderWay'> | undefined
  /** Keeps who is not to be asked by the process to come. Left out: nobody does. */
  leftOut?: Pick<LeftOut, 'add' | 'addNobody' | 'file' | 'wasOfNobody'> | undefined
  /** Aborted when the service is to end anyway. */
  ending?: AbortSignal
  config: Pick<Config, 'log'>
  clock: Clock
  log: Logger
  /** The process, or what stands in for it. */
  process: Leaving
  /** Real milliseconds in which a tick has to end after an interruption. */
  patience?: number
  /** Default: the guard of this thread. */
  guard?: typeof startLoopGuard
}

/** Far longer than one tick takes, which one source may hold up for as long as its budget. */
const PATIENCE = 5 * 60_000
/** Real seconds after which a call into the system is named by itself. */
const LONG = 5

/** Until the result is called. */
export function interruptLoops(deps: HeldUpDeps): () => Promise<void> {
  const { live, log, process, config, leftOut, patience = PATIENCE, guard = startLoopGuard } = deps
  let ticking: NodeJS.Timeout | undefined
  const isClose = leftOut?.wasOfNobody() ?? false
  if (isClose)
    log.warn(
      'everything stood still in a call into the system before slowburn started; until it ends well it looks closely whose call holds it up, which costs processor time',
    )
  const endWhereNothingTicks = (of: Record<string, string>): void => {
    const before = live.lastTickAt
    clearTimeout(ticking)
    ticking = setTimeout(() => {
      if (live.lastTickAt !== before) return
      log.error('no tick has ended since a part was interrupted; slowburn ends, to be started anew', of)
      leave(1, process)
    }, patience)
    ticking.unref()
  }
  const interrupted = (interruption: Interruption): void => {
    const { kind, name } = interruption.owner
    if (!startsAnew(silence(interruption, deps), deps)) endWhereNothingTicks({ [kind]: name })
  }
  const started = guard({
    owners: live.owners,
    failed: error =>
      log.warn('a part that holds up everything is not interrupted any more', { error: error.message }),
    ending:
      leftOut === undefined ? null : { file: leftOut.file, more: feedings(deps.sources), log: config.log },
    isClose,
    held: ({ owner, place }, seconds) => deps.hogging.held(owner, seconds, place),
    blocked: (call, seconds) => {
      // Else whoever limits it counts it.
      if (live.owners.limited[0] === 0) deps.hogging.held(call.owner, seconds, call.place)
      if (seconds >= LONG) reportBlocked(call, seconds, deps)
    },
    filled: by => {
      if (by !== null) interrupted(by)
      else if (!isFoundNextTime(isClose, deps)) endWhereNothingTicks({})
    },
    interrupted,
  })
  return async () => {
    clearTimeout(ticking)
    await started.stop()
  }
}

/** Says what is not asked because it was interrupted before this process began. */
export function reportInterrupted(before: readonly Interrupted[], log: Logger): void {
  for (const { owner, place, at } of before) {
    log.error(
      `a ${owner.kind} held up everything and was interrupted before slowburn started anew; it is not asked again until a person restarts or reloads slowburn`,
      { [owner.kind]: owner.name, place, since: new Date(at).toISOString() },
    )
  }
}

/** Has it asked no more, by this process and by the next. Null where the next knows that; else why not. */
function silence(
  { owner, place }: Interruption,
  { live, sources, anew, leftOut, clock, log, process }: HeldUpDeps,
): string | null {
  const { kind, name } = owner
  const isOver = live.interrupted.has(owner)
  // What it had begun before may loop as well, until the process is replaced.
  if (isOver && anew?.isUnderWay() === true) return null
  if (isOver) {
    log.error(`a ${kind} that is not asked any more held up everything again; slowburn ends`, {
      [kind]: name,
      place,
    })
    leave(1, process)
  }
  log.error(
    `a ${kind} held up everything and was interrupted; it is not asked again until a person restarts or reloads slowburn`,
    { [kind]: name, place },
  )
  live.strays.note(owner, `held up everything at ${place} and was interrupted`, clock.now())
  const source = kind === 'source' ? sources.find(one => one.name === name) : undefined
  const found = { owner, place, at: clock.now(), ...(source && { feeding: feedingOf(source) }) }
  live.interrupted.add(found)
  if (kind === 'source') live.unanswered.set(name, NOT_RETURNED)
  return leftOut?.add(found) ?? null
}

/** It goes on, for a call that has ended may end the next time too. */
function reportBlocked(
  { owner, place }: Interruption,
  seconds: number,
  { live, clock, log }: HeldUpDeps,
): void {
  const message = `held up everything in ${place}`
  if (live.strays.note(owner, message, clock.now()) === 'known') return
  log.error(`a ${owner.kind} ${message}; it goes on`, {
    [owner.kind]: owner.name,
    seconds: Math.round(seconds),
  })
}

/** Whether slowburn starts anew to look whose calls have filled the threads for calls into the system. */
function isFoundNextTime(isClose: boolean, deps: HeldUpDeps): boolean {
  const { leftOut, clock, log } = deps
  const what = 'calls into the system that do not end keep all others waiting'
  if (isClose || leftOut === undefined) {
    log.error(`${what}; they are of no part, or not known to be, and slowburn waits for them`)
    return false
  }
  log.error(`${what}, of whom is not known; slowburn looks closely the next time`)
  return startsAnew(leftOut.addNobody(clock.now()), deps)
}

function feedings(sources: readonly Source[]): GuardEnding['more'] {
  return Object.fromEntries(
    sources.map(one => [nameOf({ kind: 'source', name: one.name }), { feeding: feedingOf(one) }]),
  )
}

function feedingOf({ feeds, severalTables, oneAtATime }: Source): NonNullable<Interrupted['feeding']> {
  return {
    feeds,
    ...(severalTables === undefined ? {} : { severalTables }),
    ...(oneAtATime === undefined ? {} : { oneAtATime }),
  }
}

function startsAnew(unkept: string | null, { anew, live, underWay, ending, log }: HeldUpDeps): boolean {
  if (anew === undefined) return false
  const wasUnderWay = anew.isUnderWay()
  const isLost = (name: string): boolean => live.interrupted.has({ kind: 'notifier', name })
  const why = unkept ?? anew.begin(() => underWay.isOver(isLost))
  if (why !== null) {
    log.warn('slowburn does not start anew; what waited may be lost', { error: why })
    return false
  }
  underWay.close()
  if (!wasUnderWay && ending?.aborted !== true)
    log.warn('slowburn starts anew in place, for what waited may be lost')
  return true
}
