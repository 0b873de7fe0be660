// `slowburn routes`: the routing tree of a configuration, or who would be notified of an alert with these labels.

import { Command } from 'commander'
import { isWithin } from '../../alerting/muting/interval.ts'
import { formatMatcher } from '../../alerting/routing/matcher.ts'
import { contactsOf } from '../../alerting/routing/recipients.ts'
import { type Route, routesFor } from '../../alerting/routing/route.ts'
import { lookAt } from '../../app/calendars.ts'
import type { Config } from '../../config/schema.ts'
import { type Millis, systemClock } from '../../core/clock.ts'
import { formatDuration } from '../../core/duration.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Labels } from '../../core/series-key.ts'
import { parseInstant } from '../../core/zones/instant.ts'
import type { CliCommand } from '../command.ts'
import { loaded } from '../terminal/import-fault.ts'
import { throughProxies } from '../terminal/proxies.ts'
import { reportError } from '../terminal/report.ts'

interface RoutesOptions {
  config: string
  at?: string
  json?: true
}

export const routesCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('routes')
    .description('show the routing tree, or who would be notified of an alert with these labels')
    .argument('[labels...]', 'labels of an alert, such as severity=page task_type=build')
    .option('-c, --config <file>', 'configuration', 'slowburn.yml')
    .option('--at <time>', 'as if it were this moment, such as 2026-12-24T22:00Z (default: now)')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
Matchers see the labels of the series and rule, indicator and severity.

Examples:
  $ slowburn routes
  $ slowburn routes severity=page indicator=roi_latency_p50`,
    )
    .action(async (labels: string[], options: RoutesOptions) => {
      try {
        // Loaded here, so that no other command waits for it.
        const { loadConfig } = await loaded(import('../../config/load.ts'))
        const config = loadConfig(options.config, process.env)
        const at = momentOf(options.at)
        if (labels.length === 0) print(treeLines(config.route, 0).join('\n'), config.route, options)
        else {
          const wanted = labelsOf(labels)
          await throughProxies(process.env)
          await readCalendars(config, at)
          show(config, wanted, at, options)
        }
      } catch (error) {
        reportError(error, options.config)
      }
    })
}

/** Whose turn it is at this moment, of the rotas that a calendar decides; of one that cannot be read that is said. */
async function readCalendars({ rotas, contacts }: Config, at: Millis): Promise<void> {
  const clock = { ...systemClock, now: () => at }
  for (const rota of rotas) {
    if (!('calendar' in rota)) continue
    const fault = await lookAt(rota, { contacts, clock, log: silentLogger }, new AbortController().signal)
    if (fault === null) continue
    process.stderr.write(
      `The calendar of rota ${rota.name} cannot be read (${fault}); ${rota.otherwise} is shown in its place.\n`,
    )
  }
}

function momentOf(text: string | undefined): Millis {
  if (text === undefined) return systemClock.now()
  const at = parseInstant(text)
  if (at === null) throw new Error(`--at ${text} is not a time. Write it as 2026-12-24T22:00Z`)
  return at
}

function labelsOf(pairs: readonly string[]): Labels {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, name = '', value = ''] = /^([a-zA-Z_][a-zA-Z0-9_]*)="?(.*?)"?$/s.exec(pair) ?? []
      if (name === '') throw new Error(`${pair} is not a label. Write it as severity=page`)
      return [name, value] as const
    }),
  )
}

function treeLines(route: Route, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const own = route.name.split(' / ').at(-1) ?? route.name
  const match = route.match.length === 0 ? '' : `  ${route.match.map(formatMatcher).join(' ')}`
  const more = route.continue ? '  (continue)' : ''
  return [
    `${indent}${own}${match}${more}`,
    `${indent}  ${stepsText(route)}${settingsText(route)}`,
    ...route.routes.flatMap(child => treeLines(child, depth + 1)),
  ]
}

function stepsText({ steps, mail }: Route): string {
  if (mail === 'alertmanager') return '-> the Alertmanager'
  const each = steps.map(
    ({ to, after }) => `${to.join(', ')}${after === 0 ? '' : ` after ${formatDuration(after)}`}`,
  )
  return `-> ${each.join('; ')}`
}

function settingsText({ repeat, activeDuring, muteDuring, groupBy }: Route): string {
  const parts = [
    repeat === null ? null : `repeat ${formatDuration(repeat)}`,
    activeDuring.length === 0 ? null : `during ${activeDuring.join(', ')}`,
    muteDuring.length === 0 ? null : `not during ${muteDuring.join(', ')}`,
    groupBy === null ? null : `grouped by ${groupBy.join(', ')}`,
  ].filter(part => part !== null)
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

function show(config: Config, labels: Labels, at: Millis, options: RoutesOptions): void {
  const within = new Set(config.timeIntervals.filter(one => isWithin(one, at)).map(({ name }) => name))
  const found = routesFor(config.route, labels).map(route => {
    const why = mutedBy(route, within)
    return {
      route: route.name,
      mail: route.mail,
      active: why === null,
      ...(why === null ? {} : { why }),
      steps: route.steps.map(({ to, after }) => ({
        after_seconds: after / 1000,
        contacts: contactsOf({ to }, config.rotas, at),
      })),
    }
  })
  const lines = found.flatMap(({ route, mail, why, steps }) => {
    if (mail === 'alertmanager') return [`${route}: its Alertmanager writes the mail`]
    if (why !== undefined) return [`${route}: nobody now, ${why}`]
    return [
      route,
      ...steps.map(
        ({ after_seconds: after, contacts }) =>
          `  ${after === 0 ? 'at once' : `after ${formatDuration(after * 1000)}`}: ${contacts.join(', ')}`,
      ),
    ]
  })
  print(lines.join('\n'), found, options)
}

/** Why nobody is notified by a route within these time intervals; null: somebody is. */
function mutedBy({ activeDuring, muteDuring }: Route, within: ReadonlySet<string>): string | null {
  const mutes = muteDuring.filter(name => within.has(name))
  if (mutes.length > 0) return `muted during ${mutes.join(', ')}`
  if (activeDuring.length === 0 || activeDuring.some(name => within.has(name))) return null
  return `out of hours: notified only during ${activeDuring.join(', ')}`
}

function print(text: string, data: unknown, { json }: RoutesOptions): void {
  process.stdout.write(`${json === true ? JSON.stringify(data, null, 2) : text}\n`)
}
