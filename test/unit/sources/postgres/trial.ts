// A table of tasks for the suite of sources.
import { after } from 'node:test'
import { pgliteServers } from '../../../support/postgres/postgres.ts'
import type { StartTrial } from '../../../support/sources/source-trial.ts'

const server = pgliteServers()
after(() => server.stop())

export const startTrial: StartTrial = async t => {
  const { url, sql, drop } = await server.create()
  t.after(drop)
  await sql(
    `CREATE TABLE work (id text PRIMARY KEY, kind text, created_at timestamptz, ended_at timestamptz)`,
  )
  await sql('CREATE INDEX ON work (created_at); CREATE INDEX ON work (ended_at)')
  return {
    entry: {
      name: 'app',
      type: 'postgres',
      url,
      tables: [
        {
          table: 'work',
          as: 'tasks',
          columns: { id: 'id', type: 'kind', created_at: 'created_at', completed_at: 'ended_at' },
        },
      ],
    },
    write: async (subjects, at) => {
      const moment = new Date(at).toISOString()
      const rows = subjects.map(id => `('${id}', 'build', '${moment}', '${moment}')`)
      const end = 'ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at'
      await sql(`INSERT INTO work VALUES ${rows.join(', ')} ${end}`)
    },
    begin: async (subjects, at) => {
      const moment = new Date(at).toISOString()
      await sql(
        `INSERT INTO work VALUES ${subjects.map(id => `('${id}', 'build', '${moment}', NULL)`).join(', ')}`,
      )
    },
    spoil: async (count, at) => {
      const moment = new Date(at).toISOString()
      await sql(
        `INSERT INTO work SELECT 'bad' || i, 'build', '${moment}', 'infinity' FROM generate_series(1, ${count}) i`,
      )
    },
    subjectOf: ({ type, subject }) => (type === 'task.finished' ? (subject.split(':').at(-1) ?? null) : null),
    takeAway: async () => void (await sql('ALTER TABLE work RENAME TO elsewhere')),
    bringBack: async () => void (await sql('ALTER TABLE elsewhere RENAME TO work')),
  }
}
