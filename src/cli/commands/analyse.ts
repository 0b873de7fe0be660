// `slowburn analyse FILE`: says what changed in any series, as a table or as JSON.

import { statSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Decimal } from '../../analyse/read/numbers/decimal.ts'
import { REPEATED_RULES, type RepeatedRule } from '../../analyse/read/order.ts'
import type { SeriesFile } from '../../analyse/read/table.ts'
import { TIME_FORMATS, type TimeFormat } from '../../analyse/read/times/times.ts'
import type { Condition } from '../../analyse/read/where.ts'
import { messageOf } from '../../core/errors.ts'
import { isTimeZone } from '../../core/options/scalars.ts'
import { calendarFault } from '../../core/zones/holidays.ts'
import type { Family } from '../../indicators/indicator.ts'
import type { CliCommand } from '../command.ts'
import { progressBar } from '../terminal/progress.ts'

/** From here on it takes more than a few seconds, and progress is shown on standard error. */
const MANY_ROWS = 2_000_000
const MANY_BYTES = 50_000_000

interface Options {
  time?: string
  value?: string
  where?: Condition[]
  repeated?: RepeatedRule
  timeFormat?: TimeFormat
  decimal?: Decimal
  zone?: string
  calendar?: string
  unit?: string
  limit?: number
  family?: Family
  json?: true
}

export const analyseCommand: CliCommand = { group: 'Inspect', build }

function build(): Command {
  return new Command('analyse')
    .description('say what changed in a series: CSV or JSON with a time and a value column')
    .argument('<file>', 'the series, or - for standard input')
    .option(
      '--time <column>',
      'name of the time column, date+hour for several, or none (default: found by name or content)',
    )
    .option('--value <column>', 'name of the value column (default: found by name or content)')
    .option('--where <column=value>', 'only rows in which it holds; may be given again', condition)
    .addOption(
      new Option(
        '--repeated <rule>',
        'what counts of rows with the same time (default: last, where few)',
      ).choices(REPEATED_RULES),
    )
    .addOption(
      new Option(
        '--time-format <format>',
        'order of numeric dates, unit of Unix times, or plain numbers',
      ).choices(TIME_FORMATS),
    )
    .addOption(new Option('--decimal <mark>', 'decimal mark of the values').choices(['.', ',']))
    .option('--zone <name>', 'zone of times that name none, such as Europe/Berlin (default: UTC)', knownZone)
    .option('--calendar <name>', 'public holidays that are left out, such as DE-BE', knownCalendar)
    .option('--unit <name>', 'unit of the values; where cells carry units, the one wanted')
    .option('--limit <number>', 'a value never to be crossed: project when it will be', finiteNumber)
    .addOption(
      new Option('--family <name>', 'how values behave (default: positive if all are, else real)').choices([
        'positive',
        'real',
        'proportion',
        'count',
      ]),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ slowburn analyse durations.csv --limit 900\n  $ psql -c "copy (...) to stdout csv header" | slowburn analyse - --json',
    )
    .action(run)
}

async function run(file: string, options: Options): Promise<void> {
  const name = file === '-' ? 'standard input' : file
  try {
    // Loaded here, so that no other command waits for it.
    const [{ analyse }, { analysisTable }] = await Promise.all([
      import('../../analyse/analyse.ts'),
      import('../terminal/analyse-table.ts'),
    ])
    const series = await readWithProgress(file, options)
    const bar = series.values.length < MANY_ROWS ? null : progressBar('running it live')
    const analysed = analyse(
      series,
      {
        limit: options.limit ?? null,
        family: options.family ?? null,
        calendar: options.calendar ?? null,
      },
      share => bar?.update(share),
    )
    bar?.done('done')
    for (const note of series.notes) process.stderr.write(`${name}: ${note}\n`)
    const { n, events, changes, alarms, coverageGaps } = analysed
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ n, events, changes, alarms, coverageGaps })}\n`
        : analysisTable(name, series.values, analysed),
    )
  } catch (error) {
    throw error instanceof RangeError ? new Error(`${name}: ${messageOf(error)}`) : error
  }
}

/** How much of standard input there is to come is not known. */
async function readWithProgress(file: string, options: Options): Promise<SeriesFile> {
  const { readSeries } = await import('../../analyse/read/read.ts')
  const size = file === '-' ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0)
  const bar = size < MANY_BYTES ? null : progressBar('reading')
  const { time = null, value = null, where = [], repeated = null } = options
  const { timeFormat = null, decimal = null, zone = null, unit = null } = options
  const reading = { time, value, where, repeated, timeFormat, decimal, zone, unit }
  const series = await readSeries(file, reading, process.stdin, read => bar?.update(read / size))
  bar?.done(`${series.values.length} rows`)
  return series
}

function finiteNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}

function condition(text: string, before: Condition[] = []): Condition[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be the name of a column, =, and what it holds: host=a.')
  return [...before, { column: text.slice(0, at), value: text.slice(at + 1) }]
}

function knownCalendar(name: string): string {
  const fault = calendarFault(name)
  if (fault !== null) throw new InvalidArgumentError(`It ${fault}.`)
  return name
}

function knownZone(name: string): string {
  if (!isTimeZone(name))
    throw new InvalidArgumentError('It must be the name of a zone, such as Europe/Berlin.')
  return name
}
