// Asks the metrics that read for themselves, once at the end of a tick, and holds them to their contract.
import { messageOf } from '../../core/errors.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Sliced } from '../../core/turns/pause.ts'
import type { Kept, Metric, MetricFault, Reading } from '../metric.ts'
import type { GaugeSample, Snapshot } from '../snapshot.ts'
import type { Asked, AskMetrics } from './ask-metrics.ts'

/** A metric that throws, answers nonsense or does not return is left out and named; it stops no other. */
export function* readingsOf(
  metrics: readonly Metric[],
  kept: Kept,
  ask: AskMetrics,
  fault: (fault: MetricFault) => void,
): Sliced<Snapshot['readings']> {
  const read: Array<[name: string, samples: readonly GaugeSample[]]> = []
  let left = metrics.flatMap((metric): Array<Asked<GaugeSample[]>> => {
    if (metric.source !== 'reading') return []
    return [{ metric: metric.name, work: () => soundOf(metric.read(kept), metric) }]
  })
  while (left.length > 0) {
    const answers = ask(left)
    for (const [place, answered] of answers.entries()) {
      const metric = left[place]?.metric ?? ''
      if ('fault' in answered) fault({ metric, message: answered.fault })
      else read.push([metric, answered.value])
    }
    left = left.slice(answers.length)
    yield
  }
  return Object.fromEntries(read)
}

/** Of one metric: Prometheus keeps a series for each. */
const MOST_SAMPLES = 10_000

/** A plain copy, so that nothing of the answer runs again. Throws where these are no samples of the metric. */
function soundOf(answered: unknown, metric: Reading): GaugeSample[] {
  if (!Array.isArray(answered)) throw new Error('the answer is no list of samples')
  const samples: readonly unknown[] = answered
  if (samples.length > MOST_SAMPLES) throw new Error(`it has more than ${MOST_SAMPLES} samples`)
  return samples.map(sample => {
    if (!Array.isArray(sample)) throw new Error('the answer is no list of samples')
    const [value, labels]: readonly unknown[] = sample
    return labels === undefined ? [numberOf(value)] : [numberOf(value), labelsOf(labels, metric)]
  })
}

function numberOf(value: unknown): number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value
  throw new Error(`a sample is ${messageOf(value)}, not a number from 0 on`)
}

function labelsOf(labels: unknown, { labels: declared }: Reading): Labels {
  if (typeof labels !== 'object' || labels === null) throw new Error('the labels of a sample are no object')
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]: [string, unknown]) => {
      if (!declared.includes(name)) throw new Error(`its label ${name} is not declared`)
      if (typeof value !== 'string') throw new Error(`its label ${name} is no text`)
      return [name, value]
    }),
  )
}
