// What is wrong with the example platform: seven faults, each with the moment at which it begins.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import type { Labels } from '../../core/series-key.ts'
import type { ChangeKind, Direction } from '../../detection/change.ts'
import { MODELS, type Model, TASK_TYPES, type TaskType } from './work.ts'

export const PLANT_IDS = [
  'build-run-time-ramp',
  'review-model-swap',
  'claims-inflate',
  'roi-slows',
  'phantom-failures',
  'foundation-hangs',
  'ledger-silent',
] as const
export type PlantId = (typeof PLANT_IDS)[number]

/** One planted fault, as the ground truth tells it. */
export interface Plant {
  id: PlantId
  /** What happens, in a sentence. */
  what: string
  /** The series in which it must be found. */
  indicator: string
  labels: Labels
  /** The kinds of change that describe it rightly. */
  kinds: readonly ChangeKind[]
  direction: Direction
  onset: Millis
  effect: string
  /** The release that does it, by its version; null where none does. */
  release: string | null
}

/** Ramps stop here, so that a platform that is left running gets bad, not absurd. */
const RAMPS_END = 120 * DAY

const ONSET: Readonly<Record<PlantId, Millis>> = {
  'build-run-time-ramp': 42 * DAY,
  'claims-inflate': 45 * DAY,
  'roi-slows': 48 * DAY,
  'review-model-swap': 61 * DAY + 10 * HOUR,
  'phantom-failures': 66 * DAY + 14 * HOUR,
  'foundation-hangs': 72 * DAY + 9 * HOUR,
  'ledger-silent': 80 * DAY + 3 * HOUR,
}

/** The release with which the phantom failures begin. */
export const FAULTY_RELEASE = {
  version: '2.9.1',
  service: 'worker',
  after: ONSET['phantom-failures'],
} as const

const BUILD_GROWTH = 1.008
const REVIEW_STEP = 1.35
const ROI_GROWTH = 1.025
const PHANTOM_SHARE = 0.3
const CLAIMED_AT_FIRST = 0.65
const CLAIMED_AT_LAST = 0.92
const CLAIMS_PEAK = 90 * DAY

/** Everything about the platform that a plant can change, as functions of time. */
export interface Conditions {
  /** Factor on the run time of a task of this type that starts at `at`. */
  slowdown(type: TaskType, at: Millis): number
  modelOf(type: TaskType, at: Millis): Model
  /** Mean of the probabilities that claims made at `at` state. */
  claimed(at: Millis): number
  /** Factor on the ROI latency of what is spent at `at`. */
  roiSlowdown(at: Millis): number
  /** Probability that work done at `at` is recorded as failed because a column does not exist. */
  phantomShare(at: Millis): number
  /** Whether a task of this type that starts at `at` never ends by itself. */
  hangs(type: TaskType, at: Millis): boolean
  ledgerSilent(at: Millis): boolean
}

/** The conditions of a platform that started at `startedAt` and has the given plants, or none of them. */
export function conditions(startedAt: Millis, active: ReadonlySet<PlantId>): Conditions {
  const begun = (id: PlantId, at: Millis): boolean => active.has(id) && at >= startedAt + ONSET[id]
  const ramped = (id: PlantId, at: Millis, end: Millis): Millis =>
    begun(id, at) ? Math.min(at - startedAt, end) - ONSET[id] : 0
  return {
    slowdown: (type, at) => {
      if (type === 'build') return BUILD_GROWTH ** (ramped('build-run-time-ramp', at, RAMPS_END) / DAY)
      return type === 'review' && begun('review-model-swap', at) ? REVIEW_STEP : 1
    },
    modelOf: (type, at) =>
      type === 'review' && begun('review-model-swap', at) ? MODELS.swapped : TASK_TYPES[type].model,
    claimed: at => {
      const share = ramped('claims-inflate', at, CLAIMS_PEAK) / (CLAIMS_PEAK - ONSET['claims-inflate'])
      return CLAIMED_AT_FIRST + (CLAIMED_AT_LAST - CLAIMED_AT_FIRST) * share
    },
    roiSlowdown: at => ROI_GROWTH ** (ramped('roi-slows', at, RAMPS_END) / DAY),
    phantomShare: at => (begun('phantom-failures', at) ? PHANTOM_SHARE : 0),
    hangs: (type, at) => type === 'foundation' && begun('foundation-hangs', at),
    ledgerSilent: at => begun('ledger-silent', at),
  }
}

/** The plants of a platform that started at `startedAt`, in the order of their onsets. */
export function plants(startedAt: Millis): readonly Plant[] {
  return PLANT_IDS.map(id => ({
    id,
    onset: startedAt + ONSET[id],
    ...STORIES[id],
    release: id === 'phantom-failures' ? FAULTY_RELEASE.version : null,
  })).sort((a, b) => a.onset - b.onset)
}

const STORIES: Readonly<Record<PlantId, Omit<Plant, 'id' | 'onset' | 'release'>>> = {
  'build-run-time-ramp': {
    what: 'Build tasks take 0.8 % longer every day.',
    indicator: 'task_run_time_p50',
    labels: { task_type: 'build' },
    kinds: ['slope', 'level'],
    direction: 'up',
    effect: '+0.8 % a day, compound, until day 120',
  },
  'review-model-swap': {
    what: 'The model that does review tasks is swapped for a slower one.',
    indicator: 'task_run_time_p50',
    labels: { task_type: 'review' },
    kinds: ['level'],
    direction: 'up',
    effect: '+35 % at once',
  },
  'claims-inflate': {
    what: 'Claims of success are stated with ever more confidence while as many as before are true.',
    indicator: 'claimed_verified_gap',
    labels: {},
    kinds: ['slope', 'level'],
    direction: 'up',
    effect: 'the mean stated probability rises from 0.65 to 0.92 by day 90; 0.60 of the claims are true',
  },
  'roi-slows': {
    what: 'What is spent takes longer and longer to come back.',
    indicator: 'roi_latency_p50',
    labels: {},
    kinds: ['slope', 'level'],
    direction: 'up',
    effect: '+2.5 % a day, compound, until day 120',
  },
  'phantom-failures': {
    what: 'A release writes a column that does not exist: tasks whose work was done are recorded as failed.',
    indicator: 'task_phantom_failure_rate',
    labels: {},
    kinds: ['level'],
    direction: 'up',
    effect: 'from none to about 30 % of the tasks whose work was done',
  },
  'foundation-hangs': {
    what: 'Foundation tasks hang until their timeout ends them.',
    indicator: 'task_timeout_share',
    labels: { task_type: 'foundation' },
    kinds: ['level'],
    direction: 'up',
    effect: 'from almost none to all; every run time is 120 s to the millisecond',
  },
  'ledger-silent': {
    what: 'The financial ledger gets no more rows.',
    indicator: 'observation_rate',
    labels: { name: 'ledger_entry' },
    kinds: ['missing', 'level'],
    direction: 'down',
    effect: 'from about four rows an hour to none',
  },
}
