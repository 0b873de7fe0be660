// The answer of query_range of Prometheus, Thanos, Mimir and VictoriaMetrics, and of metric queries of Loki.
import { type DocumentKind, type Fields, isFields, labelled, listOf } from './document.ts'

export const prometheus: DocumentKind = {
  name: 'Prometheus',
  matches: ({ status, data, error }) =>
    typeof status === 'string' && (typeof error === 'string' || (isFields(data) && 'resultType' in data)),
  rows,
}

function* rows({ status, error, data }: Fields): Generator<Fields> {
  if (!isFields(data)) throw new RangeError(`the answer is no series: ${status}: ${String(error)}`)
  const { resultType, result } = data
  if (resultType === 'streams') {
    throw new RangeError(
      'the answer of Loki holds lines of a log, no numbers: ask for a metric, as with count_over_time({...}[5m])',
    )
  }
  if (resultType !== 'matrix') {
    throw new RangeError(
      `the answer holds one moment (${String(resultType)}), no series: ask /api/v1/query_range with start, end and step`,
    )
  }
  for (const series of listOf(result)) {
    if (!isFields(series)) continue
    const { metric, values } = series
    for (const sample of listOf(values)) {
      const [time, value] = listOf(sample)
      yield labelled(metric, time, value)
    }
  }
}
