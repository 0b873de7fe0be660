// The counts of tasks that indicators share.
import { type Count, counted } from '../measure.ts'

export const tasksArrived: Count = counted('tasks_arrived', ({ openedAt }) => openedAt)

/** Whatever the outcome. */
export const tasksEnded: Count = counted('tasks_ended', ({ endedAt }) => endedAt)

/** A phantom failure is not one: its work was done. */
export const tasksFailed: Count = counted('tasks_failed', ({ endedAt, outcome }) =>
  outcome === 'failed' ? endedAt : null,
)

/** Recorded as failed, although only the recording failed. */
export const tasksPhantom: Count = counted('tasks_phantom', ({ endedAt, outcome }) =>
  outcome === 'phantom' ? endedAt : null,
)
