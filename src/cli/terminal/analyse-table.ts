// An analysis for a terminal of 80 columns: a sparkline, what changed, and what a live run would have raised.
import type { Analysed, AnalysedChange } from '../../analyse/analyse.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import { coverageGap } from '../../presentation/series-words.ts'

const WIDTH = 80
const BLOCKS = '▁▂▃▄▅▆▇█'
/** Alarms listed; a series that raises more is told by their number. */
const LISTED = 12

/** Lines of at most 80 columns, each ended. */
export function analysisTable(name: string, values: Float64Array, analysed: Analysed): string {
  const { n, missing, changes, alarms } = analysed
  const size = missing === 0 ? `${n} rows` : `${n} rows, ${missing} without a number`
  const pace = analysed.bucket === null ? '' : `, one every ${formatDuration(analysed.bucket)}`
  const season = analysed.period === 0 ? '' : `, a season of ${analysed.period} set aside`
  const lines = [
    `${name}: ${size}${pace}${season}`,
    ...(analysed.first === null ? [] : [`from ${shortTime(analysed.first)} to ${shortTime(analysed.last)}`]),
    '',
    sparkline(values),
    ...(changes.length === 0 ? [] : [marks(n, changes)]),
    '',
    changes.length === 0 ? 'Nothing changed.' : `${changes.length} change${changes.length === 1 ? '' : 's'}:`,
    ...changes.flatMap((change, k) => changeLines(change, k, analysed)),
    '',
    ...alarmLines(analysed, alarms),
    ...(analysed.unfit === 0
      ? []
      : [`It passes over ${analysed.unfit} numbers that the family cannot have; --family chooses another.`]),
    ...analysed.blind.map(spot => `Coverage gap: it ${coverageGap(spot)}.`),
  ]
  return lines.map(line => `${clip(line)}\n`).join('')
}

function sparkline(values: Float64Array): string {
  const width = Math.min(WIDTH, values.length)
  const cells = Array.from({ length: width }, (_, k) => {
    const from = Math.floor((k * values.length) / width)
    const to = Math.floor(((k + 1) * values.length) / width)
    const known = values.subarray(from, to).filter(value => !Number.isNaN(value))
    return known.length === 0 ? Number.NaN : (known.sort()[Math.floor(known.length / 2)] as number)
  })
  const known = cells.filter(cell => !Number.isNaN(cell))
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return cells
    .map(cell => {
      if (Number.isNaN(cell)) return ' '
      const share = high > low ? (cell / 2 - low / 2) / (high / 2 - low / 2) : 0.5
      return BLOCKS[Math.min(Math.floor(share * BLOCKS.length), BLOCKS.length - 1)] ?? ' '
    })
    .join('')
}

function marks(n: number, changes: readonly AnalysedChange[]): string {
  const width = Math.min(WIDTH, n)
  const line = Array.from({ length: width }, () => ' ')
  for (const [k, { onset }] of changes.entries()) {
    line[Math.min(Math.floor((onset.index * width) / n), width - 1)] = k < 9 ? String(k + 1) : '^'
  }
  return line.join('').trimEnd()
}

function changeLines(change: AnalysedChange, k: number, { regimes }: Analysed): string[] {
  const { kind, alternative, direction, onset, effect, breach } = change
  const { from = 0, to = 0 } = regimes[k] ?? {}
  const since = onset.at === null ? `index ${onset.index}` : `${shortTime(onset.at)} (index ${onset.index})`
  const what = kind === 'variance' ? 'spread' : kind
  const head = `${String(k + 1).padStart(2)}  ${what} ${direction} since ${since}, 90 %: ${onset.lower} to ${onset.upper}`
  const relative = effect.relative === null ? '' : `, ${percent(effect.relative)}`
  const doubt = alternative === null ? '' : `, or a ${alternative}`
  const lines = [head, `    ${short(from)} -> ${short(to)}${relative}, ${short(effect.sigma)} sigma${doubt}`]
  lines.push(
    `    by ${short(effect.absolute.value)}, 95 %: ${short(effect.absolute.lower)} to ${short(effect.absolute.upper)}`,
  )
  if (breach !== null) {
    const moment = breach.at === null ? `index ${breach.index}` : shortTime(breach.at)
    lines.push(`    limit crossed at ${moment}, 95 %: index ${breach.lower} to ${breach.upper}`)
  }
  return lines
}

function alarmLines({ warmingFor }: Analysed, alarms: Analysed['alarms']): string[] {
  if (warmingFor > 0 && alarms.length === 0) {
    return [`A live run would still be warming up: ${warmingFor} more rows for its baseline.`]
  }
  if (alarms.length === 0) return ['A live run would have raised no alarm.']
  const lines = alarms.slice(0, LISTED).map(({ index, at, severity, kind, direction }) => {
    const moment = at === null ? `index ${index}` : `${shortTime(at)} (index ${index})`
    return `  ${severity.padEnd(5)} ${moment}  ${kind} ${direction}`
  })
  const more = alarms.length > LISTED ? [`  and ${alarms.length - LISTED} more`] : []
  return ['A live run would have raised:', ...lines, ...more]
}

function percent({ value, lower, upper }: Interval): string {
  return `${signed(100 * value)} % (95 %: ${signed(100 * lower)} to ${signed(100 * upper)})`
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${short(value)}`
}

/** Three significant digits, or the whole number where it has more. */
function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return value.toExponential(2)
  return size >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

function shortTime(at: string | null): string {
  return at === null
    ? ''
    : at
        .replace(/T00:00:00\.000Z$/, '')
        .replace(/:00\.000Z$/, 'Z')
        .replace('T', ' ')
}

function clip(line: string): string {
  return [...line].length <= WIDTH ? line : `${[...line].slice(0, WIDTH - 1).join('')}…`
}
