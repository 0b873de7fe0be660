// How each entity of the example platform looks as a row, at any moment of its life.
import type { Millis } from '../../core/clock.ts'
import { DAY, SECOND } from '../../core/duration.ts'
import { type Random, randomStream } from '../../core/random.ts'
import { AUDIT_PROPENSITY } from '../simulator/claim-streams.ts'
import type { Claim, Deployment, Investment, LedgerEntry, Sample, Task } from '../simulator/entities.ts'
import { DRONE_NAMES, describeTask, ordinaryError, resultOf } from '../simulator/wording.ts'
import { FOUNDATION_TIMEOUT } from '../simulator/work.ts'

export type Value = string | number | boolean | null

/** A table, and how to write entities of type `E` into it. */
export interface Table<E> {
  name: string
  /** The first is the key. */
  columns: readonly string[]
  /** Whether the key is numbered by the sequence of a serial column. */
  serial: boolean
  /** The row as it stands at `at`, in the order of the columns. */
  row(entity: E, at: Millis): Value[]
  /** The moments after its creation at which the row changes in place, ascending. */
  changes(entity: E): readonly Millis[]
}

/** The dispatcher looks once a second. */
const DISPATCH: Millis = SECOND

/** `phantomError` is what PostgreSQL says when it is asked to write the column that does not exist. */
export function taskTable(seed: number, phantomError: string): Table<Task> {
  return {
    name: 'execution_tasks',
    columns: [
      'id',
      'task_id',
      'type',
      'description',
      'status',
      'metadata',
      'result',
      'error',
      'created_at',
      'completed_at',
    ],
    serial: true,
    row: (task, at) => {
      const ended = at >= task.endedAt
      const random = randomStream(seed, 'words', task.id)
      const description = describeTask(task.type, random)
      const [result, error] = [resultOf(task.type, random), errorOf(task, phantomError, random)]
      return [
        task.id,
        taskId(task.id),
        task.type,
        description,
        statusOf(task, at),
        JSON.stringify({ model: task.model }),
        ended && task.outcome === 'completed' ? result : null,
        ended ? error : null,
        timestamp(task.createdAt),
        ended ? timestamp(task.endedAt) : null,
      ]
    },
    changes: task => {
      const dispatched = task.createdAt + DISPATCH
      const moments = dispatched < task.startedAt ? [dispatched] : []
      return [...moments, task.startedAt, task.endedAt].filter(at => at > task.createdAt)
    },
  }
}

function errorOf(task: Task, phantomError: string, random: Random): string | null {
  if (task.outcome === 'failed') return ordinaryError(random)
  if (task.outcome === 'timeout') return `timed out after ${FOUNDATION_TIMEOUT / SECOND} s`
  return task.outcome === 'phantom' ? phantomError : null
}

function taskId(number: number): string {
  return `task_${String(number).padStart(7, '0')}`
}

function statusOf(task: Task, at: Millis): string {
  if (at >= task.endedAt) return task.outcome === 'completed' ? 'completed' : 'failed'
  if (at >= task.startedAt) return 'running'
  return at >= task.createdAt + DISPATCH ? 'queued' : 'pending'
}

export const sampleTable: Table<Sample> = {
  name: 'ai_performance',
  columns: [
    'id',
    'ai_member',
    'task_id',
    'task_type',
    'duration_ms',
    'tokens_used',
    'cost',
    'accuracy',
    'success',
    'created_at',
  ],
  serial: true,
  row: ({ id, task, tokens, cost, accuracy }) => [
    id,
    task.model,
    taskId(task.id),
    task.type,
    task.endedAt - task.startedAt,
    tokens,
    cost,
    accuracy,
    task.outcome === 'completed',
    timestamp(task.endedAt),
  ],
  changes: () => [],
}

export const claimTable: Table<Claim> = {
  name: 'claims',
  columns: [
    'id',
    'task_id',
    'claim_type',
    'ai_member',
    'probability',
    'audit_propensity',
    'audited',
    'made_at',
    'verified_at',
    'outcome',
    'verifier',
  ],
  serial: true,
  row: (claim, at) => {
    const seen = claim.verifiedAt !== null && at >= claim.verifiedAt
    return [
      claim.id,
      taskId(claim.task.id),
      claim.claimType,
      claim.task.model,
      claim.probability,
      AUDIT_PROPENSITY,
      claim.audited,
      timestamp(claim.madeAt),
      seen ? timestamp(claim.verifiedAt ?? at) : null,
      seen ? claim.truth : null,
      seen ? claim.verifier : null,
    ]
  },
  changes: claim => (claim.verifiedAt === null ? [] : [claim.verifiedAt]),
}

export const investmentTable: Table<Investment> = {
  name: 'roi_tracker',
  columns: [
    'id',
    'task_id',
    'category',
    'projected_amount',
    'realised_amount',
    'spent_at',
    'realised_at',
    'written_off_at',
  ],
  serial: true,
  row: (investment, at) => {
    const end = at >= investment.endedAt ? investment.end : null
    return [
      investment.id,
      investment.taskNumber === null ? null : taskId(investment.taskNumber),
      investment.category,
      investment.projected,
      end === 'realised' ? investment.realised : null,
      timestamp(investment.spentAt),
      end === 'realised' ? timestamp(investment.endedAt) : null,
      end === 'written_off' ? timestamp(investment.endedAt) : null,
    ]
  },
  changes: investment => [investment.endedAt],
}

export const ledgerTable: Table<LedgerEntry> = {
  name: 'financial_ledger',
  columns: ['tx_id', 'type', 'amount', 'category', 'external_id', 'created_at'],
  serial: false,
  row: entry => [
    `tx_${String(entry.id).padStart(8, '0')}`,
    entry.type,
    entry.amount,
    entry.category,
    entry.externalId,
    timestamp(entry.at),
  ],
  changes: () => [],
}

export const deploymentTable: Table<Deployment> = {
  name: 'deployments',
  columns: ['id', 'version', 'service', 'environment', 'deployed_at'],
  serial: true,
  row: ({ id, version, service, at }) => [id, version, service, 'production', timestamp(at)],
  changes: () => [],
}

/** The platform's income projects: a few rows, written once, which nobody ever joined to anything. */
export interface Drone {
  id: number
  name: string
  projected: number
  actual: number
  createdAt: Millis
}

export function drones(seed: number, startedAt: Millis): Drone[] {
  return DRONE_NAMES.map((name, index) => {
    const random = randomStream(seed, 'drone', index)
    const projected = Math.round(random.lognormal(900, 0.6))
    const actual = Math.round(projected * random.uniform() * 0.4)
    return { id: index + 1, name, projected, actual, createdAt: startedAt + Math.round(index * 0.5 * DAY) }
  })
}

export const droneTable: Table<Drone> = {
  name: 'income_drones',
  columns: ['id', 'name', 'status', 'projected_revenue', 'actual_revenue', 'expected_revenue', 'created_at'],
  serial: true,
  row: drone => [
    drone.id,
    drone.name,
    'active',
    drone.projected,
    drone.actual,
    Math.round(drone.projected * 0.8),
    timestamp(drone.createdAt),
  ],
  changes: () => [],
}

function timestamp(at: Millis): string {
  return new Date(at).toISOString()
}
