// `slowburn incidents`: what one cause explains, each as one line; or one of them with what changed with it.
import { Command } from 'commander'
import type { Millis } from '../../../core/clock.ts'
import { formatMoment } from '../../../core/format.ts'
import { clean } from '../../../presentation/clean.ts'
import { stepWords } from '../../../presentation/incident-words.ts'
import { incidentAnswer, incidentsAnswer, type ListedIncident } from '../../client/service-answers.ts'
import { serviceClient, type Where, withService } from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns, paragraph, shortIds } from '../../terminal/columns.ts'

/** Incidents that are asked for: those that stand, then the latest. */
const ASKED = 200

interface IncidentsOptions extends Where {
  all?: true
  json?: true
}

export const incidentsCommand: CliCommand = { group: 'Incidents', build }

function build(): Command {
  return withService(
    new Command('incidents')
      .description('list what one cause explains, or show one of them')
      .argument('[id]', 'the incident, by its id'),
  )
    .option('--all', 'with those that are over')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
The commands ack, snooze and accept take the id of an incident too: they act on
all of its alerts.

Examples:
  $ slowburn incidents
  $ slowburn incidents 5f0c6c1d
  $ slowburn ack 5f0c6c1d --note "rolling back"`,
    )
    .action((id: string | undefined, options: IncidentsOptions) =>
      id === undefined ? list(options) : show(id, options),
    )
}

async function list(options: IncidentsOptions): Promise<void> {
  const { now, incidents } = await serviceClient(options).get(
    `api/v1/incidents?limit=${ASKED}`,
    incidentsAnswer,
  )
  if (incidents.length >= ASKED) process.stderr.write(`Only ${ASKED} incidents are listed.\n`)
  const listed = incidents.filter(one => options.all === true || one.closed_at === null)
  if (options.json === true) process.stdout.write(`${JSON.stringify({ incidents: listed }, null, 2)}\n`)
  else if (listed.length === 0) process.stdout.write('No incident is open.\n')
  else {
    const short = shortIds(listed.flatMap(({ id }) => id ?? []))
    const rows = listed.map(one => {
      const { id, closed_at: over, merged_into: into, severity, root, symptoms } = one
      const state = into !== null ? 'merged' : over === null ? severity : 'over'
      const more = symptoms.length === 0 ? '' : `, and ${symptoms.length} more`
      return [
        id === null ? '' : short(id),
        state,
        moment(root.onset.value, now),
        root.size ?? root.verdict,
        `${root.title}${more}`,
      ]
    })
    process.stdout.write(columns(['ID', 'STATE', 'SINCE', 'CHANGE', 'WHAT'], rows, { free: ['CHANGE'] }))
  }
}

async function show(id: string, options: IncidentsOptions): Promise<void> {
  const path = `api/v1/incidents/${encodeURIComponent(id)}`
  const { now, incident } = await serviceClient(options).get(path, incidentAnswer)
  if (options.json === true) return void process.stdout.write(`${JSON.stringify({ incident }, null, 2)}\n`)
  const { root, symptoms, shared, closed_at: over, merged_into: into, severity, record } = incident
  const standing = over === null ? severity : `over since ${moment(over, now)}`
  process.stdout.write(paragraph(`${lineOf(root, now)} (${standing}).`, 0))
  if (into !== null) process.stdout.write(`It is part of incident ${clean(into, 40)}.\n`)
  if (shared !== null) process.stdout.write(paragraph(`What all of it shares: ${shared}.`, 0))
  if (symptoms.length > 0) {
    const rows = symptoms.map(({ change }) => [
      String(change.series.id),
      moment(change.onset.value, now),
      change.size ?? change.verdict,
      change.title,
    ])
    const table = columns(['SERIES', 'SINCE', 'CHANGE', 'WHAT'], rows, { free: ['CHANGE'] })
    process.stdout.write(`\nChanged with it:\n${table}`)
  }
  process.stdout.write('\nHow it came about:\n')
  for (const { at, what, series } of record) {
    process.stdout.write(paragraph(`${moment(at, now)}  ${stepWords(what)} ${series.join('; ')}`, 2))
  }
}

function lineOf({ title, verdict, size, onset }: ListedIncident['root'], now: Millis): string {
  const by = size === null ? '' : ` (${size})`
  return `${title} ${verdict}${by} since ${moment(onset.value, now)}`
}

function moment(written: string, now: Millis): string {
  return formatMoment(Date.parse(written), 'UTC', now)
}
