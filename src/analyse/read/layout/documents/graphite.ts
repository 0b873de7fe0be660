// Elements of the answer of Graphite's /render?format=json: points of a value and a time.
import { type DocumentKind, type Fields, labelled, listOf } from './document.ts'

export const graphite: DocumentKind = {
  name: 'Graphite',
  matches: ({ target, datapoints }) => typeof target === 'string' && Array.isArray(datapoints),
  rows,
}

function* rows({ target, datapoints }: Fields): Generator<Fields> {
  for (const point of listOf(datapoints)) {
    const [value, time] = listOf(point)
    yield labelled({ target }, time, value)
  }
}
