// A table of tasks that is written as platforms do it: a row when the work comes, and an update when it ends.
import type { TestDatabase } from '../../../test/support/postgres/postgres.ts'

const TYPES = 84

/** `at` and `from`, `to` are SQL for moments; nothing in it depends on the run but these. */
const TABLE = `CREATE TABLE jobs (id bigserial PRIMARY KEY, type text NOT NULL, model text NOT NULL, status text NOT NULL,
    created_at timestamptz NOT NULL, started_at timestamptz, completed_at timestamptz, ends_at timestamptz NOT NULL);
  CREATE INDEX ON jobs (created_at);
  CREATE INDEX ON jobs (ends_at) WHERE status = 'running'`

/** So many that come evenly from one moment to another, wait a second and run for 8 s in the median. */
export const come = (count: number, from: string, to: string): string => `
  INSERT INTO jobs (type, model, status, created_at, started_at, ends_at)
    SELECT 'type ' || (i * 7919 % ${TYPES}), 'model ' || (i * 104729 % 3), 'running', at, at + interval '1 s',
      at + interval '1 s' + make_interval(secs => 8 * exp(0.7 * sqrt(-2 * ln(1 - random())) * cos(6.283185 * random())))
    FROM (SELECT i, ${from} + i * (${to} - ${from}) / ${count} AS at FROM generate_series(1::bigint, ${count}) AS i) AS drawn`

export const end = (at: string): string => `
  UPDATE jobs SET status = CASE WHEN id % 37 = 0 THEN 'failed' ELSE 'completed' END, completed_at = ends_at
    WHERE status = 'running' AND ends_at <= ${at}`

/** Lets go of what came before a moment. */
export const prune = (before: string): string => `DELETE FROM jobs WHERE created_at < ${before}`

/** Ten days of history up to a moment, so that there are series, of one task a second. */
export async function fill(db: TestDatabase, upTo: string): Promise<void> {
  await db.sql(
    `SELECT setseed(0.5); ${TABLE}; ${come(10 * 86_400, `${upTo} - interval '10 days'`, upTo)}; ${end(upTo)}`,
  )
  await db.sql('VACUUM ANALYZE jobs')
}

/** Of a service that reads it. `of` is added to its source, `more` at the top, `keep` to its data. */
export const configuration = (
  url: string,
  folder: string,
  { of = '', more = '', keep = '' } = {},
): string => `${more}
listen: { port: 0 }
log: { level: warn }
sources:
  - name: platform
    type: postgres
    url: ${JSON.stringify(url)}
    zone: UTC
${of}
    tables:
      - table: jobs
        as: tasks
        columns: { id: id, type: type, model: model, status: status, created_at: created_at, started_at: started_at, completed_at: completed_at }
data: { folder: ${JSON.stringify(folder)}, keep_facts: 3h${keep} }
`
