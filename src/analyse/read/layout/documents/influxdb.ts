// The answer of /query of InfluxDB 1: columns once, then rows of cells.
import { type DocumentKind, type Fields, isFields, listOf } from './document.ts'

export const influxDb: DocumentKind = {
  name: 'InfluxDB',
  matches: ({ results }) => listOf(results).some(result => Array.isArray(seriesOf(result))),
  rows,
}

function* rows({ results }: Fields): Generator<Fields> {
  for (const result of listOf(results)) {
    for (const series of listOf(seriesOf(result))) {
      if (!isFields(series)) continue
      const { name, tags, columns, values } = series
      for (const cells of listOf(values)) {
        const own = listOf(columns).map((column, k) => [String(column), listOf(cells)[k]])
        yield { series: name, ...(isFields(tags) ? tags : {}), ...Object.fromEntries(own) }
      }
    }
  }
}

function seriesOf(result: unknown): unknown {
  if (!isFields(result)) return undefined
  const { series } = result
  return series
}
