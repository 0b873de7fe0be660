// Answers of CloudWatch: get-metric-statistics, which gives points, and get-metric-data, which gives times and values apart.
import { type DocumentKind, type Fields, isFields, labelled, listOf } from './document.ts'

export const cloudWatch: DocumentKind = {
  name: 'CloudWatch',
  matches: ({ Datapoints, MetricDataResults }) =>
    Array.isArray(Datapoints) || Array.isArray(MetricDataResults),
  rows,
}

function* rows({ Datapoints, MetricDataResults }: Fields): Generator<Fields> {
  for (const point of listOf(Datapoints)) if (isFields(point)) yield point
  for (const series of listOf(MetricDataResults)) {
    if (!isFields(series)) continue
    const { Id, Label, Timestamps, Values } = series
    const times = listOf(Timestamps)
    for (const [i, value] of listOf(Values).entries()) yield labelled({ Id, Label }, times[i], value)
  }
}
