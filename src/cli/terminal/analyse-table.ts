// An analysis for a terminal of 80 columns: a sparkline, one line an event, and what more is known of each.
import type { Analysed, AnalysedEvent } from '../../analyse/analyse.ts'
import type { Moment } from '../../analyse/row.ts'
import { calendarMonths } from '../../analyse/spacing.ts'
import type { Millis } from '../../core/clock.ts'
import { DAY, formatDuration } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import { coverageGap } from '../../presentation/series-words.ts'
import { paragraph } from './columns.ts'

const WIDTH = 80
const BLOCKS = '▁▂▃▄▅▆▇█'
/** Events listed; of a series that has more their number is said. */
const LISTED = 20
/** A ratio of at least so much is a multiple, not a percentage. */
const MULTIPLE = 10
/** z squared from which an onset is no matter of chance, though it is less than a change of its own needs. */
const CHANCE = 9

const PACES: ReadonlyMap<number, string> = new Map([
  [1, 'monthly'],
  [3, 'quarterly'],
  [12, 'yearly'],
])

type Units = Pick<Analysed, 'unit' | 'bucket'>

/** Lines of at most 80 columns, each ended. */
export function analysisTable(name: string, values: Float64Array, analysed: Analysed): string {
  const { events } = analysed
  const listed = events.slice(0, LISTED)
  const lines = [
    ...head(name, analysed),
    '',
    sparkline(values),
    ...(events.length === 0 ? [] : [marks(analysed.n, listed)]),
    '',
    ...verdict(analysed),
    ...(listed.length === 0 ? [] : eventLines(listed, analysed)),
    ...(events.length > LISTED ? [`and ${events.length - LISTED} more; --json has them all`] : []),
    '',
    ...listed.flatMap((event, k) => detailLines(event, k, analysed)),
    ...(listed.length === 0 ? [] : ['']),
    ...liveLines(analysed),
  ]
  return lines.map(line => `${clip(line.trimEnd())}\n`).join('')
}

function head(
  name: string,
  { n, missing, holidays, bucket, hourly, rhythm, period, first, last }: Analysed,
): string[] {
  const size = missing === 0 ? `${n} rows` : `${n} rows, ${missing} without a number`
  const pace = bucket === null ? '' : `, ${paceOf(bucket)}`
  const season =
    rhythm === 'cycle'
      ? [`a cycle of ${period} rows is set aside`]
      : [`its rhythm by the ${rhythm} is set aside`]
  return [
    `${name}: ${size}${pace}`,
    ...(first === null ? [] : [`from ${shortTime(first, bucket)} to ${shortTime(last, bucket)}, in UTC`]),
    ...(holidays === 0 ? [] : [`${holidays} rows lie on public holidays and are not judged`]),
    ...(rhythm === 'none' ? [] : season),
    ...(hourly ? ['a live run watches the values of its hours, as the service does'] : []),
  ]
}

/** Months, quarters and years are as long as the calendar has them. */
function paceOf(bucket: Millis): string {
  const months = calendarMonths(bucket)
  return PACES.get(months) ?? `one every ${formatDuration(bucket)}`
}

function verdict({ events, enough }: Analysed): string[] {
  if (events.length > 0) return [`${events.length} event${events.length === 1 ? '' : 's'}:`]
  return [enough ? 'Nothing changed.' : 'There are too few values, or too few events among them, to judge.']
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

function marks(n: number, events: readonly AnalysedEvent[]): string {
  const width = Math.min(WIDTH, n)
  const line = Array.from({ length: width }, () => ' ')
  for (const [k, { since }] of events.entries()) {
    line[Math.min(Math.floor((since.index * width) / n), width - 1)] = k < 9 ? String(k + 1) : '^'
  }
  return line.join('').trimEnd()
}

/** One line an event: what, how much, since when, when a live run would have reported it, when it was over. */
function eventLines(events: readonly AnalysedEvent[], { unit, bucket }: Units): string[] {
  const rows = events.map((event, k) => {
    const { reported, over } = event
    return [
      String(k + 1),
      whatOf(event),
      sizeOf(event, unit),
      sinceOf(event, bucket),
      reported === null ? 'not' : momentOf(reported, bucket),
      over === null ? 'not' : momentOf(over, bucket),
    ]
  })
  const table = [['', 'what', 'size', 'since', 'reported live', 'over'], ...rows]
  const widths = table[0]?.map((_, k) => Math.max(...table.map(row => [...(row[k] ?? '')].length))) ?? []
  return table.map(row => row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join('  '))
}

function whatOf({ kind, direction }: AnalysedEvent): string {
  const what = kind === 'variance' ? 'spread' : kind
  return kindOf(kind).sized ? `${what} ${direction}` : what
}

function sinceOf({ since, change }: AnalysedEvent, bucket: Millis | null): string {
  return change?.kind === 'slope' && since.index === 0 ? 'before it begins' : momentOf(since, bucket)
}

function sizeOf({ effect }: AnalysedEvent, unit: string | null): string {
  if (effect === null) return ''
  const { absolute, relative } = effect
  return relative === null ? withUnit(signed(absolute.value), unit) : ratio(relative.value)
}

function beganOf({ kind, direction, since }: AnalysedEvent, bucket: Millis | null): string {
  if (kind === 'slope' && since.index === 0)
    return `${direction === 'up' ? 'rising' : 'falling'} since the first row`
  return `began ${momentOf(since, bucket)}, 90 %: ${boundsOf(since, bucket)}`
}

/** What the line of the event leaves out. */
function detailLines(event: AnalysedEvent, k: number, { unit, bucket }: Units): string[] {
  const { change, from, to, strength } = event
  const number = String(k + 1).padStart(2)
  if (change === null) {
    if (strength === null || strength >= CHANCE) return []
    const tested = `(z = ${Math.sqrt(strength).toFixed(1)})`
    return [`${number}: not borne out looking back ${tested}: these rows stray as far by themselves`]
  }
  const { effect, alternative, breach, kind, ended } = change
  const what = kind === 'variance' ? 'spread ' : ''
  const doubt = alternative === null ? '' : `, or a ${alternative}`
  const lines = [
    `${number}: ${what}${short(from ?? 0)} -> ${withUnit(short(to ?? 0), unit)}, 95 %: ${rangeOf(effect, unit)}, ${short(effect.sigma)} sigma${doubt}`,
    `    ${beganOf(event, bucket)}`,
  ]
  if (ended !== null && event.over === null)
    lines.push(`    until ${momentOf(ended, bucket)}, 90 %: ${boundsOf(ended, bucket)}`)
  if (breach !== null)
    lines.push(`    crosses the limit ${momentOf(breach, bucket)}, 95 %: ${boundsOf(breach, bucket)}`)
  return lines
}

function rangeOf(
  { absolute, relative }: { absolute: Interval; relative: Interval | null },
  unit: string | null,
): string {
  return relative === null
    ? `${signed(absolute.lower)} to ${withUnit(signed(absolute.upper), unit)}`
    : `${ratio(relative.lower)} to ${ratio(relative.upper)}`
}

function liveLines({ events, warmingFor, unfit, coverageGaps, bucket }: Analysed): string[] {
  const reported = events.some(event => event.reported !== null)
  const lines: string[] = []
  if (!reported && warmingFor > 0) {
    lines.push(`A live run would still be warming up: ${warmingFor} more rows for its baseline.`)
  } else if (!reported) lines.push('A live run would have reported nothing.')
  if (unfit > 0) {
    lines.push(`${unfit} numbers were ignored that the family cannot have; --family chooses another.`)
  }
  const gaps = coverageGaps.map(spot => `A live run has a coverage gap: ${coverageGap(spot, bucket)}.`)
  return [...lines, ...gaps].flatMap(line => paragraph(line, 0).trimEnd().split('\n'))
}

function ratio(value: number): string {
  return value + 1 >= MULTIPLE ? `${short(value + 1)} times` : `${signed(100 * value)} %`
}

function withUnit(text: string, unit: string | null): string {
  return unit === null ? text : `${text} ${unit}`
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

function momentOf({ at, index }: { at: string | null; index: number }, bucket: Millis | null): string {
  return at === null ? `row ${index}` : shortTime(at, bucket)
}

function boundsOf({ lower, upper, lowerAt, upperAt }: Moment, bucket: Millis | null): string {
  return lowerAt === null || upperAt === null
    ? `row ${lower} to ${upper}`
    : `${shortTime(lowerAt, bucket)} to ${shortTime(upperAt, bucket)}`
}

/** To the day or to the minute, so that a line of three fits the terminal; --json has the rest. */
function shortTime(at: string | null, bucket: Millis | null): string {
  const midnight = /T00:00:00\.000Z$/
  if (at === null) return ''
  return bucket !== null && bucket >= DAY && midnight.test(at)
    ? at.replace(midnight, '')
    : at.replace(/:\d\d\.\d{3}Z$/, '').replace('T', ' ')
}

function clip(line: string): string {
  return [...line].length <= WIDTH ? line : `${[...line].slice(0, WIDTH - 1).join('')}…`
}
