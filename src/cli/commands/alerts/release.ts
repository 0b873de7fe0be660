// `slowburn release`: tells the running service that a version took over; lists what it knows.

import { Command } from 'commander'
import { formatMinute } from '../../../core/format.ts'
import { clean } from '../../../presentation/clean.ts'
import { releaseAnswer, releasesAnswer } from '../../client/service-answers.ts'
import {
  osUser,
  type ServiceClient,
  serviceClient,
  type Where,
  withService,
} from '../../client/service-client.ts'
import type { CliCommand } from '../../command.ts'
import { columns } from '../../terminal/columns.ts'

interface ReleaseOptions extends Where {
  at?: string
  component?: string
  environment?: string
  note?: string
  by?: string
  list?: true
  json?: true
}

export const releaseCommand: CliCommand = { group: 'Alerts', build }

function build(): Command {
  return withService(
    new Command('release')
      .description('say that a version took over, so that changes around then name it')
      .argument('[version]', 'what took over: 2.14.0, a tag, a commit'),
  )
    .option('--at <moment>', 'when, such as 2026-11-16T04:00:00Z (default: now)')
    .option('--component <name>', 'what was released (default: the whole platform)')
    .option('--environment <name>', 'where')
    .option('--note <text>', 'what others should know')
    .option('--by <name>', 'who announces it (default: your user name)')
    .option('--list', 'list the latest releases')
    .option('--json', 'with --list: print them as JSON')
    .addHelpText(
      'after',
      `
Announced again within an hour, it stays one release. Releases change no
threshold.

Examples:
  $ slowburn release 2.14.0 --component worker --note "new queue"
  $ slowburn release --list`,
    )
    .action((version: string | undefined, options: ReleaseOptions) => release(version, options))
}

async function release(version: string | undefined, options: ReleaseOptions): Promise<void> {
  const { at, component, environment, note, by = osUser(), list, json } = options
  if ((version !== undefined) === (list === true)) {
    throw new Error('give a version, or --list. See slowburn release --help')
  }
  if (list === true) return show(serviceClient(options), json === true)
  const body = Object.fromEntries(
    Object.entries({ version, at, component, environment, note, by }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const answer = await serviceClient(options).post('api/v1/releases', body, releaseAnswer)
  const done = answer.changed ? 'Recorded' : 'Already recorded'
  process.stdout.write(
    `${clean(`${done}: ${nameOf(answer.release)}, ${formatMinute(answer.release.at)} UTC`, 400)}\n`,
  )
}

const LISTED = 50

async function show(client: ServiceClient, json: boolean): Promise<void> {
  const { releases } = await client.get(`api/v1/releases?limit=${LISTED}`, releasesAnswer)
  if (json) {
    const moments = releases.map(one => ({ ...one, at: new Date(one.at).toISOString() }))
    process.stdout.write(`${JSON.stringify({ releases: moments }, null, 2)}\n`)
  } else if (releases.length === 0) process.stdout.write('No release is known.\n')
  else {
    const rows = releases.map(one => [
      formatMinute(one.at),
      one.version,
      one.component ?? '',
      one.environment ?? '',
      one.by === null ? `read from ${one.source}` : `announced by ${one.by}`,
    ])
    const head = ['WHEN (UTC)', 'VERSION', 'COMPONENT', 'WHERE', 'KNOWN FROM']
    process.stdout.write(columns(head, rows, { free: ['VERSION', 'COMPONENT', 'WHERE'] }))
  }
}

function nameOf(one: { version: string; component: string | null; environment: string | null }): string {
  const of = one.component === null ? '' : ` of ${one.component}`
  return `${one.version}${of}${one.environment === null ? '' : ` (${one.environment})`}`
}
