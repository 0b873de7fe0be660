// What fails at every attempt is a line of the log when it begins, one for each other reason, and one when it works again: not
// one for each attempt, which would say nothing new and fill the disk.

export interface Outages {
  /** Calls `say` where `what` has not failed for this reason since it last worked; reasons that differ in figures alone are one. */
  failed(what: string, reason: string, say: () => void): void
  /** Calls `say` where `what` had failed. */
  works(what: string, say?: () => void): void
}

/** An outage that always has another reason is not said any more after these. */
const MOST_REASONS = 10

/** What may fail at once and is remembered; beyond that all is said. */
const MOST_OUTAGES = 10_000

export function createOutages(): Outages {
  const outages = new Map<string, Set<string>>()
  return {
    failed(what, reason, say) {
      const reasons = outages.get(what) ?? new Set()
      if (outages.size < MOST_OUTAGES) outages.set(what, reasons)
      const alike = reason.replace(/\d+(\.\d+)?/g, '0')
      if (reasons.has(alike) || reasons.size >= MOST_REASONS) return
      reasons.add(alike)
      say()
    },
    works(what, say) {
      if (outages.delete(what)) say?.()
    },
  }
}
