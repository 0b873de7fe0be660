// The families of the exposition in the shapes of OpenTelemetry. They bypass its instruments, which silently
// stop at 2,000 series each.
import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import type { Clock, Millis } from '../../core/clock.ts'
import type { Exposition } from '../exposition.ts'
import type { FamilyData, HistogramSample, Sample } from '../family.ts'

/** Hands the families of an exposition to a metric reader, with the value that /metrics has at that moment. */
export function metricProducer(
  exposition: Pick<Exposition, 'collect'>,
  { clock, version, resource }: { clock: Clock; version: string; resource: Resource },
): MetricProducer {
  const startTime = hrTime(clock.now())
  return {
    collect: async () => {
      const times = { startTime, endTime: hrTime(clock.now()) }
      const families = await exposition.collect()
      const metrics = families.map(family => metricData(family, times)).filter(hasPoints)
      return {
        resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'slowburn', version }, metrics }] },
        errors: [],
      }
    },
  }
}

interface Times {
  startTime: HrTime
  endTime: HrTime
}

function metricData(family: FamilyData, times: Times): MetricData {
  const base = {
    descriptor: {
      name: family.name,
      description: family.help,
      unit: unitOf(family.name),
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  if (family.type === 'histogram') {
    const dataPoints = family.histograms.map(sample => point(sample, histogramValue(sample), times))
    return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints }
  }
  const dataPoints = family.samples.map(sample => point(sample, sample.value, times))
  return family.type === 'counter'
    ? { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...base, dataPointType: DataPointType.GAUGE, dataPoints }
}

/** What is counted on across restarts began before this process did. */
function point<T>({ labels, created }: Counted, value: T, { endTime, ...times }: Times): DataPoint<T> {
  const since = created === undefined ? times.startTime : hrTime(created)
  const startTime = isAfter(since, endTime) ? endTime : since
  return { startTime, endTime, attributes: Object.fromEntries(labels.pairs) as Attributes, value }
}

type Counted = Pick<Sample, 'labels' | 'created'>

/** As where the clock was set back. */
function isAfter([seconds, nanos]: HrTime, [thanSeconds, thanNanos]: HrTime): boolean {
  return seconds > thanSeconds || (seconds === thanSeconds && nanos > thanNanos)
}

/** OpenTelemetry counts each bucket by itself, and the one beyond the last bound too. */
function histogramValue({ bounds, cumulative, sum, count }: HistogramSample): Histogram {
  const counts = [...cumulative, count].map((upTo, i, all) => upTo - (all[i - 1] ?? 0))
  return { buckets: { boundaries: [...bounds], counts }, sum, count }
}

/** In UCUM. A receiver that writes Prometheus names finds the suffix already there and adds none. */
function unitOf(name: string): string {
  const plain = name.replace(/_total$/, '')
  if (plain.endsWith('_seconds')) return 's'
  if (plain.endsWith('_bytes')) return 'By'
  if (plain.endsWith('_per_second')) return '1/s'
  return plain.endsWith('_ratio') ? '1' : ''
}

function hasPoints({ dataPoints }: MetricData): boolean {
  return dataPoints.length > 0
}

function hrTime(at: Millis): HrTime {
  const seconds = Math.floor(at / 1000)
  return [seconds, Math.round((at - seconds * 1000) * 1e6)]
}
