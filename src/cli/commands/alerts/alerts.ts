// `slowburn alerts`: what fires now, what is pending, and who has taken it on.

import { Command } from 'commander'
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, MINUTE } from '../../../core/duration.ts'
import { suppressionWords } from '../../../presentation/suppression.ts'
import { alertsAnswer, type ListedAlert } from '../../client/service-answers.ts'
import { serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns, shortIds } from '../../terminal/columns.ts'
import { reportError } from '../../terminal/report.ts'

/** Alerts that are asked for: the latest. */
const ASKED = 1000

const ORDER = ['firing', 'acknowledged', 'snoozed', 'pending', 'resolved', 'dropped']

interface AlertsOptions extends Where {
  all?: true
  json?: true
}

export const alertsCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return withService(
    new Command('alerts').description('list the alerts of the running service, firing first'),
  )
    .option('--all', 'with those that are over')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
The first characters of an id are enough for the other commands.

Example:
  $ slowburn alerts --config /etc/slowburn.yml`,
    )
    .action(async (options: AlertsOptions) => {
      try {
        await list(options)
      } catch (error) {
        reportError(error)
      }
    })
}

async function list(options: AlertsOptions): Promise<void> {
  const { now, alerts } = await serviceClient(options).get(`api/v1/alerts?limit=${ASKED}`, alertsAnswer)
  if (alerts.length >= ASKED) process.stderr.write(`Only the latest ${ASKED} alerts are searched.\n`)
  const listed = alerts
    .filter(({ state }) => options.all === true || state === 'firing' || state === 'pending')
    .sort((a, b) => rank(a) - rank(b))
  if (options.json === true) process.stdout.write(`${JSON.stringify({ alerts: listed }, null, 2)}\n`)
  else if (listed.length === 0) process.stdout.write('No alert is firing or pending.\n')
  else {
    const short = shortIds(alerts.map(({ id }) => id))
    const rows = listed.map(alert => [
      short(alert.id),
      shown(alert),
      alert.severity,
      lasting(alert, now),
      alert.size ?? alert.verdict,
      alert.size === null ? alert.title : `${alert.title} ${alert.verdict}`,
    ])
    process.stdout.write(columns(['ID', 'STATE', 'LEVEL', 'FOR', 'CHANGE', 'WHAT'], rows))
    const suppressed = listed.flatMap(alert =>
      alert.suppressed.map(one => [short(alert.id), one.contact, suppressionWords(one)]),
    )
    if (suppressed.length > 0) process.stdout.write(`\n${columns(['ID', 'NOT NOTIFIED', 'WHY'], suppressed)}`)
  }
}

/** How long it has been firing or pending, or how long it did. */
function lasting(alert: ListedAlert, now: Millis): string {
  const from = Date.parse(alert.firing_since ?? alert.pending_since)
  const to = alert.resolved_at === null ? now : Date.parse(alert.resolved_at)
  const minutes = Math.max(Math.floor((to - from) / MINUTE), 0)
  return minutes === 0 ? '<1m' : formatDuration(minutes * MINUTE)
}

function shown({ state, handling }: ListedAlert): string {
  return state === 'firing' ? (handling?.state ?? state) : state
}

function rank(alert: ListedAlert): number {
  return ORDER.indexOf(shown(alert))
}
