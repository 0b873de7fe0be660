// The tables of job systems and AI platforms, column by column as their migrations make them, as far as any query needs them.
import { AI_PLATFORMS } from './ai-platforms.ts'
import type { Platform } from './platform.ts'

/** Job `i` of 60: every tenth failed, the last five are open; each ran 30 s after it had waited 10 s. */
const EACH = 'FROM generate_series(1, 60) AS i'
const AT = `(now() - interval '3 hours' + i * interval '1 minute')`
const END = `${AT} + interval '40 seconds'`
const BEGUN = `${AT} + interval '10 seconds'`
const state = (completed: string, failed: string, open: string): string =>
  `CASE WHEN i > 55 THEN '${open}' WHEN i % 10 = 0 THEN '${failed}' ELSE '${completed}' END`
const closed = (what: string): string => `CASE WHEN i <= 55 THEN ${what} END`
const EXPECTED = { completed: 50, failed: 5, open: 5, types: ['build'], runs: 30 }

const river: Platform = {
  known: 'River, 0.12 or later',
  sql: `
    CREATE TYPE river_job_state AS ENUM ('available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled');
    CREATE TABLE river_job (id bigserial PRIMARY KEY, state river_job_state NOT NULL DEFAULT 'available', attempt smallint NOT NULL DEFAULT 0,
      max_attempts smallint NOT NULL, attempted_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), finalized_at timestamptz,
      scheduled_at timestamptz NOT NULL DEFAULT now(), priority smallint NOT NULL DEFAULT 1, args jsonb NOT NULL, attempted_by text[],
      errors jsonb[], kind text NOT NULL, metadata jsonb NOT NULL DEFAULT '{}', queue text NOT NULL DEFAULT 'default', tags varchar(255)[],
      unique_key bytea, unique_states bit(8));
    CREATE INDEX river_job_kind ON river_job (kind);
    CREATE TABLE river_leader (elected_at timestamptz, expires_at timestamptz, leader_id text, name text PRIMARY KEY);
    CREATE TABLE river_migration (line text, version bigint, created_at timestamptz, PRIMARY KEY (line, version));
    INSERT INTO river_job (state, max_attempts, created_at, attempted_at, finalized_at, args, errors, kind)
      SELECT ${state('completed', 'discarded', 'available')}::river_job_state, 3, ${AT}, ${closed(BEGUN)}, ${closed(END)}, '{}',
        CASE WHEN i % 10 = 0 THEN ARRAY['{"error": "boom"}'::jsonb] END, 'build' ${EACH}`,
  expected: EXPECTED,
}

const oban: Platform = {
  known: 'Oban, 2.3 or later',
  sql: `
    CREATE TYPE oban_job_state AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable', 'completed', 'discarded', 'cancelled');
    CREATE TABLE oban_jobs (id bigserial PRIMARY KEY, state oban_job_state NOT NULL DEFAULT 'available', queue text NOT NULL DEFAULT 'default',
      worker text NOT NULL, args jsonb NOT NULL, errors jsonb[] NOT NULL DEFAULT '{}', attempt integer NOT NULL DEFAULT 0,
      max_attempts integer NOT NULL DEFAULT 20, inserted_at timestamp NOT NULL DEFAULT timezone('UTC', now()),
      scheduled_at timestamp NOT NULL DEFAULT timezone('UTC', now()), attempted_at timestamp, completed_at timestamp,
      attempted_by text[], discarded_at timestamp, priority integer NOT NULL DEFAULT 0, tags text[] DEFAULT '{}', meta jsonb DEFAULT '{}',
      cancelled_at timestamp);
    CREATE INDEX ON oban_jobs (state, queue, priority, scheduled_at, id);
    CREATE UNLOGGED TABLE oban_peers (name text PRIMARY KEY, node text, started_at timestamp, expires_at timestamp);
    INSERT INTO oban_jobs (state, worker, args, inserted_at, attempted_at, completed_at, discarded_at)
      SELECT ${state('completed', 'discarded', 'available')}::oban_job_state, 'build', '{}', timezone('UTC', ${AT}),
        ${closed(`timezone('UTC', ${BEGUN})`)},
        CASE WHEN i <= 55 AND i % 10 > 0 THEN timezone('UTC', ${END}) END, CASE WHEN i <= 55 AND i % 10 = 0 THEN timezone('UTC', ${END}) END ${EACH}`,
  expected: EXPECTED,
}

const goodJob: Platform = {
  known: 'good_job, 4 or later',
  sql: `
    DO $$ BEGIN PERFORM gen_random_uuid(); EXCEPTION WHEN undefined_function THEN CREATE EXTENSION pgcrypto; END $$;
    CREATE TABLE good_jobs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), queue_name text, priority integer, serialized_params jsonb,
      scheduled_at timestamp(6), performed_at timestamp(6), finished_at timestamp(6), error text, created_at timestamp(6) NOT NULL,
      updated_at timestamp(6) NOT NULL, active_job_id uuid, concurrency_key text, cron_key text, retried_good_job_id uuid, cron_at timestamp(6),
      batch_id uuid, batch_callback_id uuid, is_discrete boolean, executions_count integer, job_class text, error_event smallint, labels text[],
      locked_by_id uuid, locked_at timestamp(6), lock_type smallint);
    CREATE INDEX ON good_jobs (scheduled_at) WHERE finished_at IS NULL;
    CREATE INDEX ON good_jobs (active_job_id, created_at);
    CREATE TABLE good_job_executions (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_at timestamp(6), updated_at timestamp(6),
      active_job_id uuid NOT NULL, job_class text, finished_at timestamp(6), error text);
    INSERT INTO good_jobs (job_class, created_at, updated_at, performed_at, finished_at, error)
      SELECT 'build', timezone('UTC', ${AT}), timezone('UTC', ${AT}), ${closed(`timezone('UTC', ${BEGUN})`)}, ${closed(`timezone('UTC', ${END})`)},
        CASE WHEN i <= 55 AND i % 10 = 0 THEN 'boom' END ${EACH}`,
  expected: EXPECTED,
}

const solidQueue: Platform = {
  known: 'Solid Queue, 1',
  sql: `
    CREATE TABLE solid_queue_jobs (id bigserial PRIMARY KEY, queue_name varchar NOT NULL, class_name varchar NOT NULL, arguments text,
      priority integer NOT NULL DEFAULT 0, active_job_id varchar, scheduled_at timestamp(6), finished_at timestamp(6), concurrency_key varchar,
      created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
    CREATE INDEX ON solid_queue_jobs (finished_at);
    CREATE TABLE solid_queue_failed_executions (id bigserial PRIMARY KEY, job_id bigint NOT NULL UNIQUE, error text, created_at timestamp(6) NOT NULL);
    CREATE TABLE solid_queue_claimed_executions (id bigserial PRIMARY KEY, job_id bigint NOT NULL UNIQUE, process_id bigint, created_at timestamp(6) NOT NULL);
    CREATE TABLE solid_queue_ready_executions (id bigserial PRIMARY KEY, job_id bigint NOT NULL UNIQUE, created_at timestamp(6) NOT NULL);
    INSERT INTO solid_queue_jobs (queue_name, class_name, created_at, updated_at, finished_at)
      SELECT 'default', 'build', timezone('UTC', ${AT}), timezone('UTC', ${AT}),
        CASE WHEN i <= 55 AND i % 10 > 0 THEN timezone('UTC', ${END}) END ${EACH};
    INSERT INTO solid_queue_failed_executions (job_id, error, created_at)
      SELECT i, 'boom', timezone('UTC', ${END}) ${EACH} WHERE i <= 55 AND i % 10 = 0`,
  expected: { ...EXPECTED, runs: null },
}

const procrastinate: Platform = {
  known: 'Procrastinate, 3',
  sql: `
    CREATE TYPE procrastinate_job_status AS ENUM ('todo', 'doing', 'succeeded', 'failed', 'cancelled', 'aborting', 'aborted');
    CREATE TYPE procrastinate_job_event_type AS ENUM ('deferred', 'started', 'deferred_for_retry', 'failed', 'succeeded', 'cancelled',
      'abort_requested', 'aborted', 'scheduled', 'retried');
    CREATE TABLE procrastinate_workers (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, last_heartbeat timestamptz NOT NULL DEFAULT now());
    CREATE TABLE procrastinate_jobs (id bigserial PRIMARY KEY, queue_name varchar(128) NOT NULL, task_name varchar(128) NOT NULL,
      priority integer NOT NULL DEFAULT 0, lock text, queueing_lock text, args jsonb NOT NULL DEFAULT '{}',
      status procrastinate_job_status NOT NULL DEFAULT 'todo', scheduled_at timestamptz, attempts integer NOT NULL DEFAULT 0,
      abort_requested boolean NOT NULL DEFAULT false, worker_id bigint);
    CREATE TABLE procrastinate_events (id bigserial PRIMARY KEY, job_id bigint NOT NULL, type procrastinate_job_event_type, at timestamptz DEFAULT now());
    CREATE INDEX procrastinate_events_job_id_fkey ON procrastinate_events (job_id);
    INSERT INTO procrastinate_jobs (queue_name, task_name, status)
      SELECT 'default', 'build', ${state('succeeded', 'failed', 'todo')}::procrastinate_job_status ${EACH};
    INSERT INTO procrastinate_events (job_id, type, at) SELECT i, 'deferred', ${AT} ${EACH};
    INSERT INTO procrastinate_events (job_id, type, at) SELECT i, 'started', ${BEGUN} ${EACH} WHERE i <= 55;
    INSERT INTO procrastinate_events (job_id, type, at)
      SELECT i, ${state('succeeded', 'failed', 'scheduled')}::procrastinate_job_event_type, ${END} ${EACH} WHERE i <= 55`,
  expected: EXPECTED,
}

const airflow: Platform = {
  known: 'Apache Airflow, 2',
  sql: `
    CREATE TABLE dag_run (id serial PRIMARY KEY, dag_id varchar(250), run_id varchar(250), state varchar(50));
    CREATE TABLE task_instance (task_id varchar(250) NOT NULL, dag_id varchar(250) NOT NULL, run_id varchar(250) NOT NULL, map_index integer NOT NULL DEFAULT -1,
      start_date timestamptz, end_date timestamptz, duration double precision, state varchar(20), try_number integer, max_tries integer DEFAULT -1,
      hostname varchar(1000), unixname varchar(1000), job_id integer, pool varchar(256) NOT NULL, queue varchar(256), operator varchar(1000),
      queued_dttm timestamptz, pid integer, updated_at timestamptz, PRIMARY KEY (dag_id, task_id, run_id, map_index));
    CREATE INDEX ti_state ON task_instance (state);
    INSERT INTO task_instance (task_id, dag_id, run_id, pool, queued_dttm, start_date, end_date, state)
      SELECT 'compile', 'build', 'run-' || i, 'default', ${AT}, CASE WHEN i <= 56 THEN ${BEGUN} END, ${closed(END)},
        CASE WHEN i = 56 THEN 'running' ELSE ${state('success', 'failed', 'queued')} END ${EACH};
    INSERT INTO task_instance (task_id, dag_id, run_id, pool, start_date, end_date, state)
      SELECT 'skip', 'build', 'run-' || i, 'default', ${AT}, ${AT}, 'skipped' ${EACH}`,
  expected: { ...EXPECTED, types: ['build.compile'] },
}

const n8n: Platform = {
  known: 'n8n, 1.47 or later',
  sql: `
    CREATE TABLE workflow_entity (id varchar(36) PRIMARY KEY, name varchar(128) NOT NULL, active boolean NOT NULL, nodes json, "createdAt" timestamptz(3));
    CREATE TABLE execution_entity (id serial PRIMARY KEY, finished boolean NOT NULL, mode varchar NOT NULL, "retryOf" varchar, "retrySuccessId" varchar,
      "startedAt" timestamptz(3), "stoppedAt" timestamptz(3), "waitTill" timestamptz(3), status varchar NOT NULL, "workflowId" varchar(36) NOT NULL,
      "deletedAt" timestamptz(3), "createdAt" timestamptz(3) NOT NULL DEFAULT now());
    CREATE INDEX ON execution_entity ("workflowId", id);
    CREATE TABLE execution_data ("executionId" integer PRIMARY KEY, "workflowData" json, data text);
    INSERT INTO workflow_entity VALUES ('w1', 'build', true, '[]', now());
    INSERT INTO execution_entity (finished, mode, "createdAt", "startedAt", "stoppedAt", status, "workflowId")
      SELECT i <= 55, 'trigger', ${AT}, ${closed(BEGUN)}, ${closed(END)}, ${state('success', 'error', 'new')}, 'w1' ${EACH}`,
  expected: EXPECTED,
}

const langfuse: Platform = {
  known: 'Langfuse, 2',
  sql: `
    CREATE TYPE "ObservationType" AS ENUM ('SPAN', 'EVENT', 'GENERATION');
    CREATE TYPE "ObservationLevel" AS ENUM ('DEBUG', 'DEFAULT', 'WARNING', 'ERROR');
    CREATE TABLE traces (id text PRIMARY KEY, timestamp timestamp(3) NOT NULL DEFAULT now(), name text, project_id text);
    CREATE TABLE observations (id text PRIMARY KEY, trace_id text, project_id text NOT NULL, type "ObservationType" NOT NULL,
      start_time timestamp(3) NOT NULL, end_time timestamp(3), name text, metadata jsonb, parent_observation_id text,
      level "ObservationLevel" NOT NULL DEFAULT 'DEFAULT', status_message text, version text, created_at timestamp(3) NOT NULL DEFAULT now(),
      model text, input jsonb, output jsonb, total_tokens integer NOT NULL DEFAULT 0);
    CREATE INDEX observations_start_time_idx ON observations (start_time);
    INSERT INTO observations (id, project_id, type, name, start_time, end_time, level, status_message, model)
      SELECT 'o' || i, 'p', 'GENERATION', 'build', timezone('UTC', ${AT}), ${closed(`timezone('UTC', ${END})`)},
        CASE WHEN i <= 55 AND i % 10 = 0 THEN 'ERROR' ELSE 'DEFAULT' END::"ObservationLevel", CASE WHEN i % 10 = 0 THEN 'boom' END, 'aurora' ${EACH};
    INSERT INTO observations (id, project_id, type, name, start_time) SELECT 'e' || i, 'p', 'EVENT', 'note', timezone('UTC', ${AT}) ${EACH}`,
  expected: { ...EXPECTED, runs: null },
}

const litellm: Platform = {
  known: 'LiteLLM, 1.65 or later',
  sql: `
    CREATE TABLE "LiteLLM_SpendLogs" (request_id text PRIMARY KEY, call_type text NOT NULL, api_key text NOT NULL DEFAULT '', spend double precision NOT NULL DEFAULT 0,
      total_tokens integer NOT NULL DEFAULT 0, prompt_tokens integer NOT NULL DEFAULT 0, completion_tokens integer NOT NULL DEFAULT 0,
      "startTime" timestamp(3) NOT NULL, "endTime" timestamp(3) NOT NULL, "completionStartTime" timestamp(3), model text NOT NULL DEFAULT '',
      model_id text DEFAULT '', "user" text DEFAULT '', metadata jsonb DEFAULT '{}', status text);
    CREATE INDEX "LiteLLM_SpendLogs_startTime_idx" ON "LiteLLM_SpendLogs" ("startTime");
    CREATE TABLE "LiteLLM_UserTable" (user_id text PRIMARY KEY, spend double precision);
    INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime", model, status)
      SELECT 'r' || i, 'build', timezone('UTC', ${AT}), timezone('UTC', ${END}), 'aurora', ${state('success', 'failure', 'success')} ${EACH}`,
  expected: { completed: 55, failed: 5, open: 0, types: ['build'], runs: null },
}

/** Of its results nothing says when their tasks were queued: those that run are not seen. */
const celery: Platform = {
  known: 'Celery, extended results',
  sql: `
    CREATE SEQUENCE task_id_sequence;
    CREATE TABLE celery_taskmeta (id integer PRIMARY KEY, task_id varchar(155) UNIQUE, status varchar(50), result bytea, date_done timestamp,
      traceback text, children bytea, name varchar(155), args bytea, kwargs bytea, worker varchar(155), retries integer, queue varchar(155));
    CREATE INDEX ix_celery_taskmeta_date_done ON celery_taskmeta (date_done);
    CREATE TABLE celery_tasksetmeta (id integer PRIMARY KEY, taskset_id varchar(155) UNIQUE, result bytea, date_done timestamp);
    INSERT INTO celery_taskmeta (id, task_id, status, date_done, traceback, name)
      SELECT i, 'uuid-' || i, ${state('SUCCESS', 'FAILURE', 'STARTED')}, ${closed(`timezone('UTC', ${END})`)},
        CASE WHEN i <= 55 AND i % 10 = 0 THEN 'Traceback: boom' END, 'build' ${EACH}`,
  expected: { ...EXPECTED, open: 0, runs: null },
}

const djangoCelery: Platform = {
  known: 'Celery, django-celery-results 2.6 or later',
  sql: `
    CREATE TABLE django_celery_results_taskresult (id serial PRIMARY KEY, task_id varchar(255) NOT NULL UNIQUE, periodic_task_name varchar(255),
      task_name varchar(255), task_args text, task_kwargs text, status varchar(50) NOT NULL, worker varchar(100), content_type varchar(128) NOT NULL,
      content_encoding varchar(64) NOT NULL, result text, date_created timestamptz NOT NULL, date_started timestamptz, date_done timestamptz NOT NULL,
      traceback text, meta text);
    CREATE INDEX django_cele_date_cr_f04a50_idx ON django_celery_results_taskresult (date_created);
    CREATE INDEX django_cele_date_do_f59aad_idx ON django_celery_results_taskresult (date_done);
    CREATE TABLE django_celery_results_chordcounter (id serial PRIMARY KEY, group_id varchar(255) NOT NULL, sub_tasks text NOT NULL, count integer NOT NULL);
    INSERT INTO django_celery_results_taskresult (task_id, task_name, status, content_type, content_encoding, date_created, date_started, date_done)
      SELECT 'uuid-' || i, 'build', ${state('SUCCESS', 'FAILURE', 'STARTED')}, 'application/json', 'utf-8', ${BEGUN}, ${BEGUN},
        CASE WHEN i <= 55 THEN ${END} ELSE ${BEGUN} END ${EACH}`,
  expected: { ...EXPECTED, open: 0 },
}

const dbos: Platform = {
  known: 'DBOS, with times of the end',
  sql: `
    CREATE SCHEMA dbos;
    CREATE TABLE dbos.workflow_status (workflow_uuid text PRIMARY KEY, status text, name text, authenticated_user text, assumed_role text,
      authenticated_roles text, output text, error text, executor_id text, created_at bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000.0)::bigint,
      updated_at bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000.0)::bigint, application_version text, recovery_attempts bigint DEFAULT 0,
      queue_name text, workflow_timeout_ms bigint, workflow_deadline_epoch_ms bigint, inputs text, started_at_epoch_ms bigint, deduplication_id text,
      priority integer NOT NULL DEFAULT 0, completed_at bigint);
    CREATE INDEX workflow_status_created_at_index ON dbos.workflow_status (created_at);
    CREATE TABLE dbos.operation_outputs (workflow_uuid text NOT NULL, function_id integer NOT NULL, output text, error text,
      started_at_epoch_ms bigint, completed_at_epoch_ms bigint, PRIMARY KEY (workflow_uuid, function_id));
    INSERT INTO dbos.workflow_status (workflow_uuid, name, status, created_at, started_at_epoch_ms, updated_at, completed_at)
      SELECT 'w' || i, 'build', ${state('SUCCESS', 'ERROR', 'ENQUEUED')}, (extract(epoch FROM ${AT}) * 1000)::bigint,
        ${closed(`(extract(epoch FROM ${BEGUN}) * 1000)::bigint`)}, (extract(epoch FROM ${END}) * 1000)::bigint,
        ${closed(`(extract(epoch FROM ${END}) * 1000)::bigint`)} ${EACH}`,
  expected: EXPECTED,
}

const temporal: Platform = {
  known: 'Temporal, visibility in PostgreSQL',
  sql: `
    CREATE TABLE executions_visibility (namespace_id char(64) NOT NULL, run_id char(64) NOT NULL, start_time timestamp NOT NULL,
      execution_time timestamp NOT NULL, workflow_id varchar(255) NOT NULL, workflow_type_name varchar(255) NOT NULL, status integer NOT NULL,
      close_time timestamp, history_length bigint, history_size_bytes bigint, memo bytea, encoding varchar(64) NOT NULL,
      task_queue varchar(255) NOT NULL DEFAULT '', search_attributes jsonb, PRIMARY KEY (namespace_id, run_id));
    CREATE INDEX default_idx ON executions_visibility (namespace_id, (coalesce(close_time, '9999-12-31 23:59:59')) DESC, start_time DESC, run_id);
    CREATE TABLE schema_version (version_partition integer NOT NULL, db_name varchar(255) NOT NULL, creation_time timestamp, curr_version varchar(64),
      PRIMARY KEY (version_partition, db_name));
    INSERT INTO executions_visibility (namespace_id, run_id, start_time, execution_time, workflow_id, workflow_type_name, status, close_time, encoding)
      SELECT 'n', 'r' || i, timezone('UTC', ${AT}), timezone('UTC', ${AT}), 'w' || i, 'build', (${state('2', '3', '1')})::integer,
        ${closed(`timezone('UTC', ${END})`)}, 'proto3' ${EACH}`,
  expected: { ...EXPECTED, runs: null },
}

const hatchet: Platform = {
  known: 'Hatchet, 1',
  sql: `
    CREATE TYPE v1_readable_status_olap AS ENUM ('QUEUED', 'RUNNING', 'CANCELLED', 'FAILED', 'COMPLETED', 'EVICTED');
    CREATE TYPE v1_event_type_olap AS ENUM ('RETRYING', 'CREATED', 'QUEUED', 'ASSIGNED', 'STARTED', 'FINISHED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'SCHEDULING_TIMED_OUT');
    CREATE TABLE v1_tasks_olap (tenant_id integer NOT NULL, id bigint NOT NULL, inserted_at timestamptz NOT NULL DEFAULT now(), external_id text NOT NULL,
      queue text NOT NULL, action_id text NOT NULL, readable_status v1_readable_status_olap NOT NULL DEFAULT 'QUEUED',
      latest_retry_count integer NOT NULL DEFAULT 0, PRIMARY KEY (inserted_at, id)) PARTITION BY RANGE (inserted_at);
    CREATE TABLE v1_tasks_olap_all PARTITION OF v1_tasks_olap DEFAULT;
    CREATE TABLE v1_task_events_olap (tenant_id integer NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, task_id bigint NOT NULL,
      task_inserted_at timestamptz NOT NULL, event_type v1_event_type_olap NOT NULL, event_timestamp timestamptz NOT NULL,
      readable_status v1_readable_status_olap NOT NULL, retry_count integer NOT NULL DEFAULT 0, error_message text,
      PRIMARY KEY (task_id, task_inserted_at, id));
    INSERT INTO v1_tasks_olap (tenant_id, id, inserted_at, external_id, queue, action_id, readable_status, latest_retry_count)
      SELECT 1, i, ${AT}, 'x' || i, 'default', 'build', ${state('COMPLETED', 'FAILED', 'QUEUED')}::v1_readable_status_olap, 1 ${EACH};
    INSERT INTO v1_task_events_olap (tenant_id, task_id, task_inserted_at, event_type, event_timestamp, readable_status, retry_count)
      SELECT 1, i, ${AT}, 'FAILED', ${AT} + interval '2 seconds', 'QUEUED', 0 ${EACH};
    INSERT INTO v1_task_events_olap (tenant_id, task_id, task_inserted_at, event_type, event_timestamp, readable_status, retry_count)
      SELECT 1, i, ${AT}, 'STARTED', ${BEGUN}, 'RUNNING', 1 ${EACH} WHERE i <= 55;
    INSERT INTO v1_task_events_olap (tenant_id, task_id, task_inserted_at, event_type, event_timestamp, readable_status, retry_count)
      SELECT 1, i, ${AT}, ${state('FINISHED', 'FAILED', 'CREATED')}::v1_event_type_olap, ${END}, 'COMPLETED', 1 ${EACH} WHERE i <= 55`,
  expected: EXPECTED,
}

const prefectRun = `id uuid PRIMARY KEY, created timestamptz NOT NULL DEFAULT now(), state_type state_type, run_count integer NOT NULL DEFAULT 1,
  expected_start_time timestamptz, start_time timestamptz, end_time timestamptz, labels jsonb`
const prefectRow = `('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, now(), ${state('COMPLETED', 'CRASHED', 'SCHEDULED')}::state_type, 2, ${AT},
  ${closed(BEGUN)}, ${closed(END)}`
const prefect: Platform = {
  known: 'Prefect, 3',
  sql: `CREATE TYPE state_type AS ENUM ('SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING');
    CREATE TABLE flow (id uuid PRIMARY KEY, name varchar NOT NULL);
    CREATE TABLE flow_run (${prefectRun}, flow_id uuid); CREATE INDEX ON flow_run (expected_start_time DESC);
    CREATE TABLE task_run (${prefectRun}, task_key varchar NOT NULL); CREATE INDEX ON task_run (expected_start_time DESC);
    INSERT INTO flow VALUES ('00000000-0000-0000-0000-000000000001', 'build');
    INSERT INTO flow_run SELECT ${prefectRow}, NULL, flow.id FROM generate_series(1, 60, 2) AS i, flow;
    INSERT INTO task_run SELECT ${prefectRow}, NULL, 'build-07fb792b' FROM generate_series(2, 60, 2) AS i`,
  expected: { ...EXPECTED, types: ['build-07fb792b', 'build'] },
}

export const PLATFORMS: readonly Platform[] = [
  ...AI_PLATFORMS,
  airflow,
  celery,
  dbos,
  djangoCelery,
  goodJob,
  hatchet,
  langfuse,
  litellm,
  n8n,
  oban,
  prefect,
  procrastinate,
  river,
  solidQueue,
  temporal,
]
