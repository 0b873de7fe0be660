// From a snapshot to the samples of every gauge in the catalogue, in pieces between which others may have their turn. What is the same as in the
// snapshot before is kept. Pure: the same snapshot, the same samples.
import type { Sliced } from '../../core/turns/pause.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { type AskMetrics, askPlainly } from '../asked/ask-metrics.ts'
import { metrics } from '../catalogue.ts'
import { sameLabels } from '../family.ts'
import type { ExposedState, Metric, MetricFault } from '../metric.ts'
import { type ExposedSeries, exposedSeries } from '../series-state.ts'
import type { Snapshot } from '../snapshot.ts'
import type { SeriesAnswers } from './ask-series.ts'
import { type Answer, answersOf } from './asking.ts'
import { type Block, blocksOf } from './blocks.ts'
import { type Column, columnOf, type Values } from './column.ts'
import { type PublishedFamily, publishedColumn, publishedSamples } from './family.ts'
import { indicatorValues } from './indicator-values.ts'

export interface Published {
  /** In the order of the catalogue. */
  readonly families: readonly PublishedFamily[]
  readonly blocks: readonly Block[]
}

export const NOTHING_PUBLISHED: Published = { families: [], blocks: [] }

export interface Asking {
  /** Default: the registry. */
  all?: readonly Metric[]
  /** Default: each is asked without watch. */
  ask?: AskMetrics
  /** Learns of metrics that fail and have no samples, and of those with samples that are left out. */
  fault?: (fault: MetricFault) => void
  /** Series that have samples of their own: the first, and whatever series has changed. Default: all. */
  most?: number
}

/** `before` is what was published last. */
export function* published(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  before: Published = NOTHING_PUBLISHED,
  { all = metrics, ask = askPlainly, fault = () => {}, most = Number.POSITIVE_INFINITY }: Asking = {},
): Sliced<Published> {
  const series = yield* eachSeries(snapshot, indicators)
  const own = series.filter((one, place) => place < most || one.change !== null)
  yield
  const { filled, twice } = yield* blocksOf(own, before.blocks)
  const state = exposedState(snapshot, indicators, series, series.length - own.length)
  yield
  const answers = yield* answersOf(all, { state, filled }, ask)
  const known = new Map(before.families.map(one => [one.family.name, one.column]))
  const columnBefore = (name: string): Column | undefined => known.get(name) ?? undefined
  const families: PublishedFamily[] = []
  for (const metric of all) {
    const answer = answers.get(metric.name)
    if (answer === undefined) continue
    const message = faultIn(answer, twice)
    if (message !== null) fault({ metric: metric.name, message })
    if ('failed' in answer) continue
    if ('samples' in answer) families.push(publishedSamples(answer.samples))
    else {
      const column = yield* columnOf(metric, valuesIn(answer.series), columnBefore(metric.name))
      families.push(publishedColumn(metric, column))
    }
    yield
  }
  for (const indicator of indicators) {
    const of = filled.filter(({ block }) => block.indicator === indicator.name)
    for (const { family, values } of indicatorValues(indicator, of)) {
      const column = yield* columnOf(family, values, columnBefore(family.name))
      families.push(publishedColumn(family, column))
      yield
    }
  }
  return { families, blocks: filled.map(({ block }) => block) }
}

/** Series that are looked at before others may have their turn. */
const SERIES_A_TURN = 256

/** The series of a snapshot as its gauges speak of them; those of an unknown indicator are left out. */
export function* eachSeries(
  { series, at }: Pick<Snapshot, 'series' | 'at'>,
  indicators: readonly Indicator[],
): Sliced<ExposedSeries[]> {
  const known = new Map(indicators.map(indicator => [indicator.name, indicator]))
  const found: ExposedSeries[] = []
  for (const one of series) {
    const indicator = known.get(one.indicator)
    if (indicator === undefined) continue
    if (found.push(Object.freeze(exposedSeries(one, indicator, at))) % SERIES_A_TURN === 0) yield
  }
  return found
}

function exposedState(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  series: readonly ExposedSeries[],
  unexposed: number,
): ExposedState {
  const used = new Set(series.map(one => one.indicator))
  return Object.freeze({
    ...snapshot,
    series: Object.freeze(series),
    unexposed,
    present: Object.freeze(indicators.filter(indicator => used.has(indicator))),
  })
}

function valuesIn(answers: readonly SeriesAnswers[]): Values[] {
  return answers.flatMap(({ values }) => (values === null ? [] : [values]))
}

function faultIn(answer: Answer, twice: string | null): string | null {
  if ('failed' in answer) return answer.failed
  if ('samples' in answer) return answer.samples.fault
  const found = answer.series.find(({ fault }) => fault !== null)?.fault ?? null
  return found ?? (twice !== null && valuesIn(answer.series).length > 0 ? sameLabels(twice) : null)
}
