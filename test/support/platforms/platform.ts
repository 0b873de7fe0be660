// A job system or AI platform as its own migrations leave a database, with work in it of which the outcome is known.

export interface Platform {
  /** As the preset calls it, with the version that is meant. */
  known: string
  /** The tables and the work; `START` is an hour ago. */
  sql: string
  expected: {
    completed: number
    failed: number
    open: number
    /** Types of task. */
    types: readonly string[]
    /** Seconds that a completed task of the first type runs; null: the platform does not say. */
    runs: number | null
    /** Claims that were verified as right, and as wrong; left out: none are read. */
    claims?: readonly [number, number]
  }
}
