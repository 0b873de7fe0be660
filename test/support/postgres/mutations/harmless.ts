// Changes that harm nothing of what is read: they are recorded, or are none at all.
import type { Mutation } from './platform.ts'

export const HARMLESS: readonly Mutation[] = [
  {
    name: 'a column comes',
    sql: 'ALTER TABLE jobs ADD COLUMN priority int',
    records: /^column priority added$/,
  },
  {
    name: 'a column goes that nothing reads',
    sql: 'ALTER TABLE jobs DROP COLUMN spare',
    records: /^column spare gone$/,
  },
  {
    name: 'an index comes',
    sql: 'CREATE INDEX jobs_state ON jobs (state)',
    records: /^index jobs_state added$/,
  },
  {
    name: 'an index goes that nothing is found by',
    sql: 'DROP INDEX jobs_kind',
    records: /^index jobs_kind gone$/,
  },
  {
    name: 'another index takes the place of that of the order',
    sql: 'CREATE INDEX claims_made_id ON claims (made_at, id); DROP INDEX claims_made',
    records: /^index claims_made_id added$/,
  },
  {
    name: 'a text is longer',
    sql: 'ALTER TABLE jobs ALTER ai_model TYPE text',
    records: /^ai_model is text now, was character varying\(50\)$/,
  },
  {
    name: 'a number is wider',
    sql: 'ALTER TABLE claims ALTER id TYPE bigint',
    records: /^id is bigint now, was integer$/,
  },
  {
    name: 'a column may be null',
    sql: 'ALTER TABLE jobs ALTER state DROP NOT NULL',
    records: /^state may be null now$/,
  },
  {
    name: 'a column may not be null',
    sql: 'ALTER TABLE jobs ALTER kind SET NOT NULL',
    records: /^kind may not be null any more$/,
  },
  {
    name: 'a default goes',
    sql: 'ALTER TABLE jobs ALTER state DROP DEFAULT',
    records: /^state has no default any more$/,
  },
  {
    name: 'a default comes',
    sql: `ALTER TABLE jobs ALTER kind SET DEFAULT 'mail'`,
    records: /^kind has a default now$/,
  },
  {
    name: 'a column becomes a computed one',
    sql: `ALTER TABLE jobs DROP COLUMN kind, ADD COLUMN kind text GENERATED ALWAYS AS (lower(spare)) STORED`,
    records: /^kind is computed now$/,
  },
  {
    name: 'a status comes that is known',
    sql: `ALTER TYPE job_state ADD VALUE 'cancelled'`,
    records: /^state may be pending, running, completed, failed, cancelled now$/,
  },
  {
    name: 'a partition comes',
    sql: `CREATE TABLE spend_next PARTITION OF spend FOR VALUES FROM ('2026-01-01') TO ('2026-04-01')`,
    records: /^partition or heir spend_next added$/,
  },
  {
    name: 'a partition is detached',
    sql: 'ALTER TABLE spend DETACH PARTITION spend_old',
    records: /^partition or heir spend_old gone$/,
  },
  {
    name: 'a table is attached as a partition',
    sql: `ALTER TABLE later ALTER id SET NOT NULL; ALTER TABLE spend ATTACH PARTITION later FOR VALUES FROM ('2026-04-01') TO ('2026-07-01')`,
    records: /^partition or heir later added$/,
  },
  {
    name: 'a table inherits from one that is read',
    sql: 'CREATE TABLE claims_more () INHERITS (claims)',
    records: /^partition or heir claims_more added$/,
  },
  {
    name: 'a view is replaced by one with more',
    sql: 'CREATE OR REPLACE VIEW deploys AS SELECT id, at, tag, who FROM rollouts',
    records: /^column who added$/,
  },
  {
    name: 'a table becomes unlogged',
    sql: 'ALTER TABLE claims SET UNLOGGED',
    records: /^it is unlogged now$/,
  },
  {
    name: 'a table is rewritten',
    sql: 'CLUSTER jobs USING jobs_created',
  },
  {
    name: 'a table is commented and its statistics are tuned',
    sql: `COMMENT ON TABLE jobs IS 'x'; ALTER TABLE jobs ALTER kind SET STATISTICS 500`,
  },
  { name: 'a sequence goes on further up', sql: 'ALTER SEQUENCE jobs_id_seq RESTART WITH 100000' },
  { name: 'the user may read more', sql: 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader' },
]
