// Reconstructs when tasks began, for a source that declares that it works on one task at a time.
import type { Millis } from '../core/clock.ts'
import type { Lifecycle } from './lifecycle.ts'

/**
 * Fills in missing starts: a task begins at the later of its own queueing and the end before it
 * (Lindley 1952, "The theory of queues with a single server").
 *
 * `endedInOrder` holds the ended tasks of one source in the order of their ends; `previousEnd` is the last
 * end before them. A measured start is kept. A start stays unknown where it cannot be told: the queueing is
 * not known, no earlier end is known (the worker may have been busy), several tasks ended at the same moment
 * (one statement ended them, not one worker), or the run time would come out negative.
 * Starts that an earlier call reconstructed are made anew, so late rows may be put in their place.
 */
export function reconstructStarts(
  endedInOrder: readonly Lifecycle[],
  previousEnd: Millis | null,
): Lifecycle[] {
  return endedInOrder.map((lifecycle, index) => {
    if (lifecycle.start === 'measured') return lifecycle
    const before = index === 0 ? previousEnd : (endedInOrder[index - 1]?.endedAt ?? null)
    const after = endedInOrder[index + 1]?.endedAt ?? null
    const startedAt = lifecycle.endedAt === after ? null : startAfter(lifecycle, before)
    return { ...lifecycle, startedAt, start: startedAt === null ? null : 'reconstructed' }
  })
}

function startAfter({ openedAt, endedAt }: Lifecycle, previousEnd: Millis | null): Millis | null {
  if (openedAt === null || endedAt === null || previousEnd === null) return null
  const startedAt = Math.max(openedAt, previousEnd)
  return startedAt < endedAt ? startedAt : null
}
