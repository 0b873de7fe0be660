// What the service of a night is told: its configuration, and alerts as an Alertmanager sends them.
import { join } from 'node:path'
import type { Millis } from '../../../src/core/clock.ts'
import { SECOND } from '../../../src/core/duration.ts'

export interface NightPlaces {
  folder: string
  /** Of its pages. */
  port: number
  database: string
  mailPort: number
}

const TOKEN = 'a-token-of-twenty-letters'
/** Each is next in line of the one before, where that one cannot be notified. */
const RECIPIENTS = ['ann', 'bob', 'cid', 'dan', 'eve'] as const

/** As YAML. */
export function nightConfig({ folder, port, database, mailPort }: NightPlaces): string {
  return JSON.stringify({
    data: { folder: join(folder, 'data') },
    listen: { port },
    tick: '5m',
    indicators: { task_run_time_p50: { bucket: '1h' } },
    sources: [
      {
        name: 'platform',
        type: 'postgres',
        url: database,
        budget: '3s',
        statement_timeout: '1s',
        backfill: '15d',
        tables: [
          {
            table: 'jobs',
            as: 'tasks',
            columns: {
              id: 'id',
              type: 'kind',
              status: 'status',
              created_at: 'created_at',
              started_at: 'started_at',
              completed_at: 'completed_at',
            },
          },
        ],
      },
    ],
    smtp: { host: '127.0.0.1', port: mailPort, tls: 'none', from: 'slowburn@example.org' },
    contacts: RECIPIENTS.map(name => ({ name, email: `${name}@example.org` })),
    escalations: [
      { name: 'night', steps: RECIPIENTS.map((name, i) => ({ to: [name], after: `${i * 300}d` })) },
    ],
    route: { to: ['night'] },
    // A watch comes with the first slow hour; a page takes four to seven, by chance.
    rules: [{ name: 'slower', indicators: ['task_run_time_p50'], severity: 'watch' }],
    receive: { token: TOKEN },
    // A source that is away for the fourth time in a day is held back for an hour; here each time counts.
    flapping: null,
  })
}

export interface SentAlert {
  name: string
  status: 'firing' | 'resolved'
  startsAt: Millis
}

/** Whether it was taken; false where it has to be sent again. Throws where it was refused. */
export async function sendAlert(port: number, { name, status, startsAt }: SentAlert): Promise<boolean> {
  const labels = { alertname: name, severity: 'critical' }
  const alerts = [{ status, labels, startsAt: new Date(startsAt).toISOString() }]
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alertmanager`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts }),
    signal: AbortSignal.timeout(3 * SECOND),
  }).catch(() => null)
  if (answer === null || answer.status >= 500) return false
  if (answer.status === 200) return true
  throw new Error(`an alert was refused with ${answer.status}: ${await answer.text()}`)
}
