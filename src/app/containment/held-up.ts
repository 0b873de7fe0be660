// A part that holds up everything is interrupted, named, and not asked again until slowburn is restarted: it would do so again.
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { startLoopGuard } from '../../core/loop-guard/loop-guard.ts'
import { NOT_RETURNED } from '../../pipeline/collect/ask.ts'
import type { Live } from '../../pipeline/status.ts'

interface HeldUpDeps {
  live: Pick<Live, 'owners' | 'strays' | 'unanswered' | 'silenced'>
  clock: Clock
  log: Logger
  /** Default: the guard of this thread. */
  guard?: typeof startLoopGuard
}

/** Until the result is called. */
export function interruptLoops({
  live,
  clock,
  log,
  guard = startLoopGuard,
}: HeldUpDeps): () => Promise<void> {
  return guard({
    owners: live.owners,
    failed: error =>
      log.warn('a part that holds up everything is not interrupted any more', { error: error.message }),
    interrupted: ({ owner, place }) => {
      const { kind, name } = owner
      log.error(
        `a ${kind} held up everything and was interrupted; it is not asked again until slowburn is restarted`,
        { [kind]: name, place },
      )
      live.strays.note(owner, `held up everything at ${place} and was interrupted`, clock.now())
      if (kind === 'source') live.unanswered.set(name, NOT_RETURNED)
      else live.silenced.add(name)
    },
  }).stop
}
