// What a metric says of the series of a block. It runs under watch: what it returns runs no code of the metric any more.
import type { Labels } from '../../core/series-key.ts'
import { notFinite } from '../family.ts'
import { labelText } from '../labels.ts'
import type { SeriesGauge } from '../metric.ts'
import type { ExposedSeries } from '../series-state.ts'
import type { Filled } from './blocks.ts'
import type { Values } from './column.ts'

export interface SeriesAnswers {
  /** Null: no series of the block has a sample. */
  readonly values: Values | null
  /** What is wrong with the first sample that is left out; null: none is. */
  readonly fault: string | null
}

/** Throws what the metric throws. */
export function askOfSeries(
  metric: SeriesGauge,
  { block: { indicator, texts }, series }: Filled,
  pages: string | null,
): SeriesAnswers {
  const values = new Float64Array(series.length).fill(Number.NaN)
  const aboutOf = metric.about === undefined ? null : describing(metric, pages)
  const about = aboutOf === null ? null : series.map(() => '')
  let [isEmpty, fault] = [true, null as string | null]
  for (const [place, one] of series.entries()) {
    const value: unknown = metric.value(one)
    if (value === null || value === undefined) continue
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      fault ??= notFinite(value)
      continue
    }
    values[place] = value
    isEmpty = false
    if (about !== null && aboutOf !== null) about[place] = aboutOf(one)
  }
  return { values: isEmpty ? null : { indicator, texts, values, about }, fault }
}

/** Written anew only where it is another than of the series before: of most it is the same. */
function describing(
  metric: Pick<SeriesGauge, 'about'>,
  pages: string | null,
): (series: ExposedSeries) => string {
  let [last, written]: [Labels, string] = [{}, '']
  return series => {
    const about = metric.about?.(series, pages) ?? {}
    if (isSame(about, last)) return written
    const text = labelText(about)
    last = { ...about }
    written = text === '' ? '' : `${text},`
    return written
  }
}

function isSame(a: Labels, b: Labels): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every(name => a[name] === b[name])
}
