// A part that holds up everything is interrupted, named, and not asked again until a person restarts slowburn: it would do so again.
// What waited for the same turn of the loop may be lost with it, so slowburn starts anew in place without that part. Where it
// cannot, and no tick ends any more, the process ends instead of standing still.
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Interruption } from '../../core/loop-guard/interruption.ts'
import { startLoopGuard } from '../../core/loop-guard/loop-guard.ts'
import { NOT_RETURNED } from '../../pipeline/collect/ask.ts'
import type { Interrupted } from '../../pipeline/interrupted.ts'
import type { Live } from '../../pipeline/status.ts'
import type { Source } from '../../sources/source.ts'
import type { UnderWay } from '../outgoing/under-way.ts'
import type { Anew } from './start-anew.ts'

interface HeldUpDeps {
  live: Pick<Live, 'owners' | 'strays' | 'unanswered' | 'interrupted' | 'lastTickAt'>
  sources: readonly Source[]
  underWay: UnderWay
  /** Left out where the process is not to be replaced. */
  anew?: Pick<Anew, 'begin' | 'isUnderWay'> | undefined
  /** Aborted when the service is to end anyway. */
  ending?: AbortSignal
  clock: Clock
  log: Logger
  /** The process, or what stands in for it. */
  process: Pick<NodeJS.Process, 'exit'>
  /** Real milliseconds in which a tick has to end after an interruption. */
  patience?: number
  /** Default: the guard of this thread. */
  guard?: typeof startLoopGuard
}

/** Far longer than one tick takes, which one source may hold up for as long as its budget. */
const PATIENCE = 5 * 60_000

/** Until the result is called. */
export function interruptLoops(deps: HeldUpDeps): () => Promise<void> {
  const { live, log, process, patience = PATIENCE, guard = startLoopGuard } = deps
  let ticking: NodeJS.Timeout | undefined
  const started = guard({
    owners: live.owners,
    failed: error =>
      log.warn('a part that holds up everything is not interrupted any more', { error: error.message }),
    interrupted: interruption => {
      const { kind, name } = interruption.owner
      silence(interruption, deps)
      if (startsAnew(deps)) return
      const before = live.lastTickAt
      clearTimeout(ticking)
      ticking = setTimeout(() => {
        if (live.lastTickAt !== before) return
        log.error('no tick has ended since a part was interrupted; slowburn ends, to be started anew', {
          [kind]: name,
        })
        process.exit(1)
      }, patience)
      ticking.unref()
    },
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

function silence({ owner, place }: Interruption, { live, sources, clock, log, process }: HeldUpDeps): void {
  const { kind, name } = owner
  if (live.interrupted.has(owner)) {
    log.error(`a ${kind} that is not asked any more held up everything again; slowburn ends`, {
      [kind]: name,
      place,
    })
    process.exit(1)
  }
  log.error(
    `a ${kind} held up everything and was interrupted; it is not asked again until a person restarts or reloads slowburn`,
    { [kind]: name, place },
  )
  live.strays.note(owner, `held up everything at ${place} and was interrupted`, clock.now())
  const source = kind === 'source' ? sources.find(one => one.name === name) : undefined
  live.interrupted.add({ owner, place, at: clock.now(), ...(source && { feeding: feedingOf(source) }) })
  if (kind === 'source') live.unanswered.set(name, NOT_RETURNED)
}

function feedingOf({ feeds, severalTables, oneAtATime }: Source): NonNullable<Interrupted['feeding']> {
  return {
    feeds,
    ...(severalTables === undefined ? {} : { severalTables }),
    ...(oneAtATime === undefined ? {} : { oneAtATime }),
  }
}

function startsAnew({ anew, live, underWay, ending, log }: HeldUpDeps): boolean {
  if (anew === undefined) return false
  const wasUnderWay = anew.isUnderWay()
  const isLost = (name: string): boolean => live.interrupted.has({ kind: 'notifier', name })
  const why = anew.begin(live.interrupted.all(), () => underWay.isOver(isLost))
  if (why !== null) {
    log.warn(
      'slowburn does not start anew after an interruption; what waited for the same turn may be lost',
      {
        error: why,
      },
    )
    return false
  }
  underWay.close()
  if (!wasUnderWay && ending?.aborted !== true)
    log.warn('slowburn starts anew in place without it, for what waited may be lost')
  return true
}
