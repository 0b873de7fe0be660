// A platform whose tables are changed under slowburn: of each kind of relation one, with a little in it.
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import type { TableMapping } from '../../../../src/sources/postgres/mapping/mapping.ts'
import { START } from '../postgres-source.ts'

const ago = (ms: number): string => `'${new Date(START - ms).toISOString()}'::timestamptz`

export const PLATFORM = `
CREATE TYPE job_state AS ENUM ('pending', 'running', 'completed', 'failed');
CREATE TABLE jobs (
  id bigserial PRIMARY KEY, ref varchar(40) NOT NULL CONSTRAINT jobs_ref_key UNIQUE, kind text, state job_state NOT NULL DEFAULT 'pending',
  created_at timestamptz NOT NULL DEFAULT now(), started_at timestamptz, ended_at timestamptz, error text, ai_model varchar(50),
  meta jsonb, spare text);
CREATE INDEX jobs_created ON jobs (created_at);
CREATE INDEX jobs_kind ON jobs (kind);
INSERT INTO jobs (ref, kind, state, created_at, started_at, ended_at, ai_model)
  SELECT 'r' || n, 'mail', 'completed', ${ago(2 * HOUR)} + n * interval '1 minute', ${ago(2 * HOUR)} + n * interval '61 s',
    ${ago(2 * HOUR)} + n * interval '65 s', 'one' FROM generate_series(1, 50) n;
CREATE TABLE claims (id int PRIMARY KEY, made_at timestamptz NOT NULL, verified_at timestamptz, verified boolean,
  probability numeric(5,4), claim_type text);
CREATE INDEX claims_made ON claims (made_at);
INSERT INTO claims VALUES (1, ${ago(HOUR)}, ${ago(HOUR - MINUTE)}, true, .9, 'fact');
CREATE SCHEMA ops;
CREATE TABLE ops.pings (id serial PRIMARY KEY, at timestamptz, ms double precision);
INSERT INTO ops.pings (at, ms) VALUES (${ago(HOUR)}, 3.5), (${ago(HOUR - MINUTE)}, 4.5);
CREATE TABLE spend (id int, spent_at timestamptz NOT NULL, projected numeric, realised_at timestamptz, realised numeric, category text,
  PRIMARY KEY (id, spent_at)) PARTITION BY RANGE (spent_at);
CREATE TABLE spend_old PARTITION OF spend FOR VALUES FROM ('2025-01-01') TO ('2025-10-01');
CREATE TABLE spend_new PARTITION OF spend FOR VALUES FROM ('2025-10-01') TO ('2026-01-01');
CREATE INDEX spend_at ON spend (spent_at);
INSERT INTO spend VALUES (1, ${ago(50 * DAY)}, 10, NULL, NULL, 'ads'), (2, ${ago(DAY)}, 10, NULL, NULL, 'ads');
CREATE TABLE rollouts (id int PRIMARY KEY, at timestamptz NOT NULL, tag text, who text);
INSERT INTO rollouts VALUES (1, ${ago(DAY)}, 'v1', 'me');
CREATE VIEW deploys AS SELECT id, at, tag FROM rollouts;
CREATE TABLE later (LIKE spend);
GRANT USAGE ON SCHEMA public, ops TO reader;
GRANT SELECT ON jobs, claims, ops.pings, spend, deploys TO reader;`

export const MAPPINGS: readonly TableMapping[] = [
  {
    table: 'jobs',
    as: 'tasks',
    columns: {
      id: 'ref',
      type: 'kind',
      status: 'state',
      createdAt: 'created_at',
      startedAt: 'started_at',
      completedAt: 'ended_at',
      error: 'error',
      model: 'ai_model',
      variant: 'meta.variant',
    },
  },
  {
    table: 'claims',
    as: 'claims',
    columns: {
      id: 'id',
      madeAt: 'made_at',
      verifiedAt: 'verified_at',
      outcome: 'verified',
      probability: 'probability',
      claimType: 'claim_type',
    },
  },
  {
    table: 'ops.pings',
    as: 'observations',
    observation: 'ping',
    columns: { id: 'id', at: 'at', value: 'ms' },
  },
  {
    table: 'spend',
    as: 'roi',
    columns: {
      id: 'id',
      spentAt: 'spent_at',
      projected: 'projected',
      realisedAt: 'realised_at',
      realised: 'realised',
      category: 'category',
    },
  },
  { table: 'deploys', as: 'releases', columns: { id: 'id', at: 'at', version: 'tag' } },
]

/** A change of the tables, and what is said of it at the next pull. */
export interface Mutation {
  /** As the page of the source has it. */
  name: string
  sql: string
  /** What is wrong from then on; left out where it harms nothing. */
  says?: {
    where: string
    message: RegExp
    remedy: RegExp
    /** Indicators without which one is; none where all of them go on. */
    dies: readonly string[]
    /** The remedy ends in a statement of the owner's, and once that was run nothing is wrong any more. */
    mends?: true
  }
  /** What is recorded of it; left out where nothing is. */
  records?: RegExp
}

export const TASK_INDICATORS: readonly string[] = [
  'task_backlog_growth',
  'task_failure_rate',
  'task_phantom_failure_rate',
  'task_queue_wait_p50',
  'task_queue_wait_p95',
  'task_run_time_p50',
  'task_run_time_p95',
  'task_throughput',
  'task_timeout_share',
  'task_total_time_p50',
]
