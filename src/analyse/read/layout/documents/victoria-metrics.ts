// Lines of /api/v1/export of VictoriaMetrics: one series a line, times in milliseconds.
import { type DocumentKind, type Fields, isFields, labelled, listOf } from './document.ts'

export const victoriaMetrics: DocumentKind = {
  name: 'VictoriaMetrics',
  matches: ({ metric, values, timestamps }) =>
    isFields(metric) && Array.isArray(values) && Array.isArray(timestamps),
  rows,
}

function* rows({ metric, values, timestamps }: Fields): Generator<Fields> {
  const times = listOf(timestamps)
  for (const [i, value] of listOf(values).entries()) yield labelled(metric, times[i], value)
}
