// `slowburn analyse FILE`: says what changed in any series, as a table or as JSON.
import { Command, InvalidArgumentError, Option } from 'commander'
import { analyse } from '../app/analyse.ts'
import { readSeries } from '../app/analyse-read.ts'
import { messageOf } from '../core/errors.ts'
import type { Family } from '../indicators/indicator.ts'
import { analysisTable } from './analyse-table.ts'
import { reportError } from './report.ts'

interface Options {
  time?: string
  value?: string
  limit?: number
  family?: Family
  json?: true
}

export function analyseCommand(): Command {
  return new Command('analyse')
    .description('say what changed in a series: CSV or NDJSON with a time and a value column')
    .argument('<file>', 'the series, or - for standard input')
    .option('--time <column>', 'name of the time column (default: found by name or content)')
    .option('--value <column>', 'name of the value column (default: found by name or content)')
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
    const series = await readSeries(file, { time: options.time ?? null, value: options.value ?? null })
    const analysed = analyse(series, {
      limit: options.limit ?? null,
      family: options.family ?? null,
    })
    for (const note of series.notes) process.stderr.write(`${name}: ${note}\n`)
    const { n, changes, alarms, blind } = analysed
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ n, changes, alarms, blind })}\n`
        : analysisTable(name, series.values, analysed),
    )
  } catch (error) {
    reportError(error instanceof RangeError ? new Error(`${name}: ${messageOf(error)}`) : error)
  }
}

function finiteNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}
