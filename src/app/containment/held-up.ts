// A part that holds up everything is interrupted, named, and not asked again until slowburn is restarted: it would do so again. What
// waited for the same turn of the loop may be lost with it: where no tick ends any more, the process ends instead of standing still.
import type { Clock } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import { startLoopGuard } from '../../core/loop-guard/loop-guard.ts'
import { NOT_RETURNED } from '../../pipeline/collect/ask.ts'
import type { Live } from '../../pipeline/status.ts'

interface HeldUpDeps {
  live: Pick<Live, 'owners' | 'strays' | 'unanswered' | 'silenced' | 'lastTickAt'>
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
export function interruptLoops({
  live,
  clock,
  log,
  process,
  patience = PATIENCE,
  guard = startLoopGuard,
}: HeldUpDeps): () => Promise<void> {
  let ticking: NodeJS.Timeout | undefined
  const started = guard({
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
