// A table of tasks for the suite of sources.
import { after } from 'node:test'
import type { StartTrial } from '../../../support/facts/source-trial.ts'
import { pgliteServers } from '../../../support/postgres/postgres.ts'

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
      await sql(`INSERT INTO work VALUES ${rows.join(', ')}`)
    },
    subjectOf: ({ type, subject }) => (type === 'task.finished' ? (subject.split(':').at(-1) ?? null) : null),
    takeAway: async () => void (await sql('ALTER TABLE work RENAME TO elsewhere')),
    bringBack: async () => void (await sql('ALTER TABLE elsewhere RENAME TO work')),
  }
}
