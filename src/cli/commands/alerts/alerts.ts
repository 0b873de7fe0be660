// `slowburn alerts`: what fires now, what is pending, and who has taken it on.

import { Command } from 'commander'
import type { Millis } from '../../../core/clock.ts'
import { formatDuration, MINUTE } from '../../../core/duration.ts'
import { suppressionWords } from '../../../presentation/suppression.ts'
import { alertsAnswer, type ListedAlert } from '../../client/service-answers.ts'
import { serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns, shortIds } from '../../terminal/columns.ts'

/** Alerts that are asked for at once, and that are listed at most. */
const A_PAGE = 1000
const MOST_LISTED = 100_000

const HEAD = ['ID', 'STATE', 'LEVEL', 'FOR', 'CHANGE', 'WHAT']
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
    .action((options: AlertsOptions) => list(options))
}

async function list(options: AlertsOptions): Promise<void> {
  const { now, alerts, total } = await allOf(serviceClient(options), options.all === true)
  const listed = alerts
    .filter(({ state }) => options.all === true || isOpen(state))
    .sort((a, b) => rank(a) - rank(b))
  if (options.json === true) process.stdout.write(`${JSON.stringify({ alerts: listed }, null, 2)}\n`)
  else if (listed.length === 0) process.stdout.write('No alert is firing or pending.\n')
  else process.stdout.write(table(listed, now, shortIds(alerts.map(({ id }) => id))))
  const left = total - alerts.length
  if (left > 0 && (options.all === true || isOpen(alerts.at(-1)?.state ?? ''))) {
    process.stderr.write(`${left} more alerts are not listed; the page and the API have all of them.\n`)
  }
}

/** As many pages as hold those that stand, or all; those that stand come first. */
async function allOf(
  client: ReturnType<typeof serviceClient>,
  all: boolean,
): Promise<{ now: Millis; alerts: ListedAlert[]; total: number }> {
  const alerts: ListedAlert[] = []
  for (;;) {
    const page = await client.get(`api/v1/alerts?limit=${A_PAGE}&offset=${alerts.length}`, alertsAnswer)
    alerts.push(...page.alerts)
    const { total, now, firing, pending } = page
    const wanted = Math.min(all ? total : firing + pending, MOST_LISTED)
    if (page.alerts.length === 0 || alerts.length >= wanted) return { now, alerts, total }
  }
}

/** A line an alert, and below it who is not notified of it. */
function table(listed: readonly ListedAlert[], now: Millis, short: (id: string) => string): string {
  const rows = listed.map(alert => [
    short(alert.id),
    shown(alert),
    alert.severity,
    lasting(alert, now),
    alert.size ?? '-',
    alert.size === null ? `${alert.title}: ${alert.verdict}` : `${alert.title} ${alert.verdict}`,
  ])
  const [head = '', ...lines] = columns(HEAD, rows, { free: ['CHANGE'] }).split('\n')
  return [head, ...lines.flatMap((line, place) => [line, ...notNotified(listed[place])])].join('\n')
}

/** Why and until when; of many contacts the first. */
function notNotified(alert: ListedAlert | undefined): string[] {
  const [first] = alert?.suppressed ?? []
  if (alert === undefined || first === undefined) return []
  const more = alert.suppressed.length > 1 ? `, and ${alert.suppressed.length - 1} more` : ''
  return [`  not notified: ${first.contact}${more}, ${suppressionWords(first)}`]
}

function isOpen(state: string): boolean {
  return state === 'firing' || state === 'pending'
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
