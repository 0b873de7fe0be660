// What there is on the example platform, and when it came to be, changed and ended.
import type { Millis } from '../../core/clock.ts'
import type { PlantId } from './plants.ts'
import type { Model, TaskType } from './work.ts'

export interface World {
  seed: number
  startedAt: Millis
  plants: ReadonlySet<PlantId>
}

export interface Task {
  id: number
  type: TaskType
  model: Model
  createdAt: Millis
  startedAt: Millis
  endedAt: Millis
  /** `phantom`: the work was done, but recording it failed. */
  outcome: 'completed' | 'failed' | 'timeout' | 'phantom'
}

/** What the platform keeps of about one task in eight: its own measurements. */
export interface Sample {
  id: number
  task: Task
  tokens: number
  cost: number
  accuracy: number
}

export interface Claim {
  id: number
  task: Task
  claimType: string
  /** The probability of success that is claimed, and whether the work was in truth a success. */
  probability: number
  truth: boolean
  /** Drawn at random when the claim was made: it will be verified. */
  audited: boolean
  madeAt: Millis
  /** Null where nobody ever looks. */
  verifiedAt: Millis | null
  verifier: string | null
}

export interface Investment {
  id: number
  /** The task that it was spent on; null where none had been done yet. */
  taskNumber: number | null
  category: string
  projected: number
  spentAt: Millis
  /** It comes back or is written off, in the end. */
  end: 'realised' | 'written_off'
  endedAt: Millis
  realised: number
}

export interface LedgerEntry {
  id: number
  type: string
  category: string
  amount: number
  externalId: string
  at: Millis
}

export interface Deployment {
  id: number
  version: string
  service: string
  at: Millis
}

/** Entities in the order of their ids, which is the order in which they came to be. */
export interface Happenings {
  tasks: Task[]
  samples: Sample[]
  claims: Claim[]
  investments: Investment[]
  ledger: LedgerEntry[]
  deployments: Deployment[]
}

/** Whether the work was done, whatever became of the record. */
export function wasDone(task: Task): boolean {
  return task.outcome === 'completed' || task.outcome === 'phantom'
}

/** Rounds to this many digits after the point. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}
