// The work that the example platform does when nothing is wrong: its task types, models and timings.

import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'

/** Invented names. Whoever does the work is named after the model that it runs on. */
export const MODELS = { large: 'aurora-large', small: 'aurora-small', swapped: 'basalt-mini' } as const
export type Model = (typeof MODELS)[keyof typeof MODELS]

export type TaskType = 'research' | 'foundation' | 'build' | 'test' | 'review'

export interface Workload {
  /** Probability that a plan contains a task of this type. */
  share: number
  model: Model
  /** Run times are lognormal. */
  median: Millis
  logSd: number
  /** What a claim about such a task says. */
  claim: string
}

/** In the order in which a plan needs them. */
export const TASK_TYPES: Readonly<Record<TaskType, Workload>> = {
  research: { share: 0.5, model: MODELS.large, median: 35 * SECOND, logSd: 0.5, claim: 'answered' },
  foundation: { share: 0.25, model: MODELS.large, median: 40 * SECOND, logSd: 0.4, claim: 'provisioned' },
  build: { share: 0.9, model: MODELS.large, median: 50 * SECOND, logSd: 0.45, claim: 'built' },
  test: { share: 0.8, model: MODELS.swapped, median: 10 * SECOND, logSd: 0.4, claim: 'verified' },
  review: { share: 0.7, model: MODELS.small, median: 30 * SECOND, logSd: 0.45, claim: 'approved' },
}

export const TASK_TYPE_NAMES = Object.keys(TASK_TYPES) as readonly TaskType[]

const TASKS_PER_DAY = 510
/** A plan brings its tasks together, but each type at most once: so each type arrives as a Poisson process. */
export const PLANS_PER_DAY =
  TASKS_PER_DAY / TASK_TYPE_NAMES.reduce((sum, type) => sum + TASK_TYPES[type].share, 0)

/** The worker ends a foundation task after exactly this long. */
export const FOUNDATION_TIMEOUT = 120 * SECOND
export const FAILURE_RATE = 0.03
