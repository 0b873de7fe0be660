// Changes of columns that are read, and of their types.
import { type Mutation, TASK_INDICATORS } from './platform.ts'

const STARTS: readonly string[] = [
  'task_queue_wait_p50',
  'task_queue_wait_p95',
  'task_run_time_p50',
  'task_run_time_p95',
  'task_timeout_share',
]

const BY_TYPE: readonly string[] = [
  'task_failure_rate',
  'task_run_time_p50',
  'task_run_time_p95',
  'task_throughput',
  'task_timeout_share',
  'task_total_time_p50',
]

export const COLUMNS: readonly Mutation[] = [
  {
    name: 'the end of tasks is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN ended_at',
    says: {
      where: 'jobs.ended_at',
      message:
        /does not exist; the table is not read; .*was there as timestamp with time zone, and is not there any more/,
      remedy: /ALTER TABLE public\.jobs ADD COLUMN ended_at timestamp with time zone$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'the status is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN state',
    says: {
      where: 'jobs.state',
      message: /was there as job_state, and is not there any more/,
      remedy: /ADD COLUMN state job_state$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'the type of tasks is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN kind',
    says: {
      where: 'jobs.kind',
      message: /it is left out; .*was there as text/,
      remedy: /ADD COLUMN kind text$/,
      dies: BY_TYPE,
      mends: true,
    },
  },
  {
    name: 'the start of tasks is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN started_at',
    says: {
      where: 'jobs.started_at',
      message: /it is left out; .*was there as timestamp with time zone/,
      remedy: /ADD COLUMN started_at timestamp with time zone$/,
      dies: STARTS,
      mends: true,
    },
  },
  {
    name: 'the model is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN ai_model',
    says: {
      where: 'jobs.ai_model',
      message: /was there as character varying\(50\), and is not there any more/,
      remedy: /ADD COLUMN ai_model character varying\(50\)$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the error of tasks is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN error',
    says: {
      where: 'jobs.error',
      message: /was there as text/,
      remedy: /ADD COLUMN error text$/,
      dies: ['task_failure_rate', 'task_phantom_failure_rate'],
      mends: true,
    },
  },
  {
    name: 'the JSON column of a path is dropped',
    sql: 'ALTER TABLE jobs DROP COLUMN meta',
    says: {
      where: 'jobs.meta.variant',
      message: /the column meta was there as jsonb/,
      remedy: /ADD COLUMN meta jsonb$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the status is renamed',
    sql: 'ALTER TABLE jobs RENAME COLUMN state TO phase',
    says: {
      where: 'jobs.state',
      message: /was there as job_state, and is called phase now/,
      remedy: /^Write `status: phase`; .*RENAME COLUMN phase TO state$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'the id is renamed',
    sql: 'ALTER TABLE jobs RENAME COLUMN ref TO "jobRef"',
    says: {
      where: 'jobs.ref',
      message: /is called jobRef now/,
      remedy: /RENAME COLUMN "jobRef" TO ref$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'the start of tasks is renamed',
    sql: 'ALTER TABLE jobs RENAME COLUMN started_at TO begun_at',
    says: {
      where: 'jobs.started_at',
      message: /is called begun_at now/,
      remedy: /^Write `started_at: begun_at`; .*RENAME COLUMN begun_at TO started_at$/,
      dies: STARTS,
      mends: true,
    },
  },
  {
    name: 'the time by which rows are found becomes text',
    sql: 'ALTER TABLE jobs ALTER created_at DROP DEFAULT, ALTER created_at TYPE text',
    says: {
      where: 'jobs.created_at',
      message:
        /not a timestamp; the table is not read; .*is of type text now, was timestamp with time zone: it holds no time$/,
      remedy:
        /ALTER COLUMN created_at TYPE timestamp with time zone USING created_at::timestamp with time zone$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'a time becomes a number',
    sql: 'ALTER TABLE jobs ALTER ended_at TYPE bigint USING extract(epoch FROM ended_at)',
    says: {
      where: 'jobs.ended_at',
      message: /is of type bigint now, was timestamp with time zone/,
      remedy: /^Write epoch_s\(ended_at\)/,
      dies: TASK_INDICATORS,
    },
  },
  {
    name: 'a time loses its zone',
    sql: 'ALTER TABLE jobs ALTER started_at TYPE timestamp',
    says: {
      where: 'jobs.started_at',
      message:
        /is of type timestamp without time zone now, was timestamp with time zone: its times name no zone any more/,
      remedy: /TYPE timestamp with time zone USING started_at::timestamp with time zone$/,
      dies: STARTS,
      mends: true,
    },
  },
  {
    name: 'a time becomes a date',
    sql: 'ALTER TABLE claims ALTER verified_at TYPE date',
    says: {
      where: 'claims.verified_at',
      message: /is of type date now, was timestamp with time zone: it holds no time of the day/,
      remedy: /ALTER TABLE public\.claims ALTER COLUMN verified_at TYPE timestamp with time zone/,
      dies: ['claimed_verified_gap'],
      mends: true,
    },
  },
  {
    name: 'the status becomes a number',
    sql: 'ALTER TABLE jobs ALTER state DROP DEFAULT, ALTER state TYPE int USING 3',
    says: {
      where: 'jobs.state',
      message: /is of type integer now, was job_state: no status that is listed can be in it/,
      remedy: /ALTER COLUMN state TYPE job_state/,
      dies: TASK_INDICATORS,
    },
  },
  {
    name: 'a label becomes a number',
    sql: 'ALTER TABLE jobs ALTER kind TYPE int USING 7',
    says: {
      where: 'jobs.kind',
      message: /is of type integer now, was text: its values are other labels/,
      remedy: /ALTER COLUMN kind TYPE text USING kind::text$/,
      dies: BY_TYPE,
      mends: true,
    },
  },
  {
    name: 'a probability becomes a whole number',
    sql: 'ALTER TABLE claims ALTER probability TYPE int',
    says: {
      where: 'claims.probability',
      message: /is of type integer now, was numeric\(5,4\): it holds whole numbers only/,
      remedy: /TYPE numeric\(5,4\) USING probability::/,
      dies: ['claimed_verified_gap'],
      mends: true,
    },
  },
  {
    name: 'a measure becomes a truth value',
    sql: 'ALTER TABLE ops.pings ALTER ms TYPE boolean USING true',
    says: {
      where: 'ops.pings.ms',
      message: /is of type boolean now, was double precision: it holds no number/,
      remedy: /ALTER TABLE ops\.pings ALTER COLUMN ms/,
      dies: ['observation_rate (ping)'],
    },
  },
  {
    name: 'an outcome becomes JSON',
    sql: 'ALTER TABLE claims ALTER verified TYPE jsonb USING to_jsonb(verified)',
    says: {
      where: 'claims.verified',
      message: /is of type jsonb now, was boolean: none of its values is in `outcomes`/,
      remedy: /ALTER COLUMN verified TYPE boolean USING verified/,
      dies: ['claimed_verified_gap'],
      mends: true,
    },
  },
  {
    name: 'a status comes that no list names',
    sql: `ALTER TYPE job_state ADD VALUE 'abandoned'`,
    says: {
      where: 'jobs.state',
      message: /it may be abandoned now, which no list of `statuses` names/,
      remedy: /^Write abandoned into `completed`, `failed` or `underway` of `statuses`/,
      dies: TASK_INDICATORS,
    },
  },
  {
    name: 'a status is renamed',
    sql: `ALTER TYPE job_state RENAME VALUE 'completed' TO 'shipped'`,
    says: {
      where: 'jobs.state',
      message: /completed is called shipped now, which no list of `statuses` names/,
      remedy: /ALTER TYPE job_state RENAME VALUE 'shipped' TO 'completed'$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
]
