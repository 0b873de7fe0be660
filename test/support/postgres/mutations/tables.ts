// Changes of whole tables, of keys and indexes, and of what the user may see.
import { type Mutation, TASK_INDICATORS } from './platform.ts'

export const TABLES: readonly Mutation[] = [
  {
    name: 'a table is dropped',
    sql: 'DROP TABLE claims',
    says: {
      where: 'claims',
      message: /there is no such table or view; public\.claims has been dropped/,
      remedy: /^Restore it/,
      dies: ['claimed_verified_gap'],
    },
  },
  {
    name: 'a table is renamed',
    sql: 'ALTER TABLE jobs RENAME TO jobs_2025',
    says: {
      where: 'jobs',
      message: /public\.jobs is called public\.jobs_2025 now/,
      remedy: /^Write `table: jobs_2025`; .*ALTER TABLE public\.jobs_2025 RENAME TO jobs$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'a table moves to another schema',
    sql: 'ALTER TABLE jobs SET SCHEMA ops',
    says: {
      where: 'jobs',
      message: /public\.jobs has moved to ops\.jobs/,
      remedy: /ALTER TABLE ops\.jobs SET SCHEMA public$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'a schema is renamed',
    sql: 'ALTER SCHEMA ops RENAME TO operations',
    says: {
      where: 'ops.pings',
      message: /its schema ops is called operations now/,
      remedy: /ALTER SCHEMA operations RENAME TO ops$/,
      dies: ['observation_rate (ping)'],
      mends: true,
    },
  },
  {
    name: 'the name stands for a table of another schema',
    sql: `CREATE SCHEMA other; CREATE TABLE other.claims (LIKE public.claims INCLUDING ALL); GRANT USAGE ON SCHEMA other TO reader;
      GRANT SELECT ON other.claims TO reader; ALTER ROLE reader SET search_path = other, public`,
    says: {
      where: 'claims',
      message: /the name stands for other\.claims now, and stood for public\.claims/,
      remedy: /`table: public\.claims`/,
      dies: ['claimed_verified_gap'],
    },
  },
  {
    name: 'the search_path leads elsewhere',
    sql: 'ALTER ROLE reader SET search_path = ops',
    says: {
      where: 'claims',
      message: /public\.claims is there, and the search_path of the user does not lead to it any more/,
      remedy: /`table: public\.claims`/,
      dies: ['claimed_verified_gap'],
    },
  },
  {
    name: 'a view is made anew without a column',
    sql: `DROP VIEW deploys; CREATE VIEW deploys AS SELECT id, at, tag AS release FROM rollouts; GRANT SELECT ON deploys TO reader`,
    says: {
      where: 'deploys.tag',
      message: /the column tag was there as text, and is not there any more/,
      remedy: /^Give the view its column tag again/,
      dies: [],
    },
  },
  {
    name: 'a view is dropped',
    sql: 'DROP VIEW deploys',
    says: { where: 'deploys', message: /public\.deploys has been dropped/, remedy: /^Restore it/, dies: [] },
  },
  {
    name: 'the primary key is dropped',
    sql: 'ALTER TABLE claims DROP CONSTRAINT claims_pkey',
    says: {
      where: 'claims',
      message:
        /nothing keeps two rows from having the same id any more: claims_pkey is gone; the table has about \d+ rows/,
      remedy: /^ALTER TABLE public\.claims ADD CONSTRAINT claims_pkey PRIMARY KEY \(id\)$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'a unique constraint of the id is dropped',
    sql: 'ALTER TABLE jobs DROP CONSTRAINT jobs_ref_key',
    says: {
      where: 'jobs',
      message: /nothing keeps two rows from having the same ref any more: jobs_ref_key is gone/,
      remedy: /^ALTER TABLE public\.jobs ADD CONSTRAINT jobs_ref_key UNIQUE \(ref\)$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the index of the order is dropped',
    sql: `DROP INDEX claims_made; SET enable_indexscan = off; SELECT count(*) FROM claims WHERE made_at > '2020-01-01';
      SELECT pg_sleep(1.2)`,
    says: {
      where: 'claims',
      message:
        /the index claims_made, by which its rows are found in the order of made_at, is gone; the table has about \d+ rows/,
      remedy: /^CREATE INDEX CONCURRENTLY claims_made ON public\.claims USING btree \(made_at\)$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the index of the order is invalid',
    sql: `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'claims_made'::regclass`,
    says: {
      where: 'claims',
      message: /the index claims_made, by which its rows are found in the order of made_at, is not valid/,
      remedy: /^REINDEX INDEX CONCURRENTLY public\.claims_made$/,
      dies: [],
    },
  },
  {
    name: 'the index of a partitioned table is dropped',
    sql: 'DROP INDEX spend_at',
    says: {
      where: 'spend',
      message: /the index spend_at, .* spent_at, is gone/,
      remedy: /^CREATE INDEX spend_at ON public\.spend USING btree \(spent_at\)$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the sequence of the key goes down',
    sql: 'ALTER SEQUENCE ops.pings_id_seq INCREMENT BY -1 MINVALUE -1000 RESTART WITH 1',
    says: {
      where: 'ops.pings',
      message: /the sequence of its key goes by -1 now/,
      remedy: /ALTER SEQUENCE ops\.pings_id_seq INCREMENT BY 1$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the user may not read a table any more',
    sql: 'REVOKE SELECT ON jobs FROM reader',
    says: {
      where: 'jobs',
      message: /the user may not read it; the table is not read/,
      remedy: /GRANT SELECT ON public\.jobs TO reader$/,
      dies: TASK_INDICATORS,
      mends: true,
    },
  },
  {
    name: 'the user may not read a column any more',
    sql: `REVOKE SELECT ON jobs FROM reader; GRANT SELECT (id, ref, kind, state, created_at, started_at, ended_at, error, meta) ON jobs TO reader`,
    says: {
      where: 'jobs.ai_model',
      message: /the user may not read column ai_model; it is left out/,
      remedy: /GRANT SELECT ON public\.jobs TO reader$/,
      dies: [],
      mends: true,
    },
  },
  {
    name: 'the user may not look into a schema any more',
    sql: 'REVOKE USAGE ON SCHEMA ops FROM reader',
    says: {
      where: 'ops.pings',
      message: /may not/,
      remedy: /^GRANT USAGE ON SCHEMA ops TO reader; /,
      dies: ['observation_rate (ping)'],
      mends: true,
    },
  },
  {
    name: 'row-level security hides every row',
    sql: 'ALTER TABLE claims ENABLE ROW LEVEL SECURITY',
    says: {
      where: 'claims',
      message: /row-level security|policies/,
      remedy: /POLICY/,
      dies: ['claimed_verified_gap'],
    },
  },
]
