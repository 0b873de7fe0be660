// Asks all metrics that are made from a snapshot, as many at once as fit into a turn.
import type { Sliced } from '../../core/turns/pause.ts'
import type { Asked, AskMetrics } from '../asked/ask-metrics.ts'
import { GaugeBuilder } from '../family.ts'
import { labelSet, NO_LABELS } from '../labels.ts'
import type { ExposedState, Metric, MetricFamily } from '../metric.ts'
import type { GaugeSample } from '../snapshot.ts'
import { askOfSeries, type SeriesAnswers } from './ask-series.ts'
import type { Filled } from './blocks.ts'

/** What a metric has answered. */
export type Answer =
  | { readonly failed: string }
  | { readonly samples: GaugeBuilder }
  /** By block. */
  | { readonly series: readonly SeriesAnswers[] }

/** By the names of metrics, for those that are made from a snapshot. One that has failed is not asked on. */
export function* answersOf(
  all: readonly Metric[],
  { state, filled }: { state: ExposedState; filled: readonly Filled[] },
  ask: AskMetrics,
): Sliced<ReadonlyMap<string, Answer>> {
  const found = new Map<string, Answer>()
  const series = new Map<string, SeriesAnswers[]>()
  for (const { name, source } of all) {
    if (source !== 'series') continue
    const answers: SeriesAnswers[] = []
    series.set(name, answers)
    found.set(name, { series: answers })
  }
  let left = all.flatMap(metric => questionsOf(metric, state, filled))
  while (left.length > 0) {
    const answers = ask(left)
    const failed = new Set<string>()
    for (const [place, answered] of answers.entries()) {
      const name = left[place]?.metric ?? ''
      if ('fault' in answered) {
        if (!failed.has(name)) found.set(name, { failed: answered.fault })
        failed.add(name)
      } else if (answered.value instanceof GaugeBuilder) found.set(name, { samples: answered.value })
      else series.get(name)?.push(answered.value)
    }
    left = left.slice(answers.length).filter(({ metric }) => !failed.has(metric))
    yield
  }
  return found
}

/** Nothing where its samples are not made from a snapshot. All are taken over here, so that nothing of the metric runs again. */
function questionsOf(
  metric: Metric,
  state: ExposedState,
  filled: readonly Filled[],
): Array<Asked<GaugeBuilder | SeriesAnswers>> {
  const { name } = metric
  switch (metric.source) {
    case 'snapshot':
      return [{ metric: name, work: () => stateGauge(metric, metric.samples(state)) }]
    case 'reading':
      return [{ metric: name, work: () => stateGauge(metric, state.readings[name] ?? []) }]
    case 'series':
      return filled.map(block => ({ metric: name, work: () => askOfSeries(metric, block, state.pages) }))
    default:
      return []
  }
}

/** Of one metric: Prometheus keeps a series for each. */
const MOST_SAMPLES = 10_000

function stateGauge(metric: MetricFamily, samples: Iterable<GaugeSample>): GaugeBuilder {
  const builder = new GaugeBuilder(metric)
  let count = 0
  for (const [value, labels] of samples) {
    count += 1
    if (count > MOST_SAMPLES) throw new Error(`it has more than ${MOST_SAMPLES} samples`)
    builder.set(value, labels === undefined ? NO_LABELS : labelSet(labels))
  }
  return builder
}
