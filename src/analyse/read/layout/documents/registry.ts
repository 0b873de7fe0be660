// The kinds of documents that are known, and the rows of any JSON value.
import { cloudWatch } from './cloudwatch.ts'
import { type DocumentKind, type Fields, isFields } from './document.ts'
import { graphite } from './graphite.ts'
import { influxDb } from './influxdb.ts'
import { prometheus } from './prometheus.ts'
import { victoriaMetrics } from './victoria-metrics.ts'

export const DOCUMENTS: readonly DocumentKind[] = [
  prometheus,
  victoriaMetrics,
  cloudWatch,
  graphite,
  influxDb,
]

/** Objects within objects are parted by points so many deep. */
const DEEPEST = 5

/**
 * Rows of a JSON value: the elements of a list, the points of a document of a known tool, or the object itself, with what lies
 * within it as `outer.inner`. Cells without names come as a list. Throws RangeError for what is neither.
 */
export function* rowsOf(value: unknown): Generator<ReadonlyMap<string, unknown> | readonly unknown[]> {
  if (Array.isArray(value)) {
    const isRow = value.length > 0 && value.every(each => !isFields(each) && !Array.isArray(each))
    if (isRow) yield value
    else for (const each of value) yield* rowsOf(each)
    return
  }
  if (!isFields(value)) throw new RangeError('the list holds what is neither an object nor a list')
  const kind = DOCUMENTS.find(each => each.matches(value))
  for (const fields of kind?.rows(value) ?? [value]) yield new Map(flat(fields, '', DEEPEST))
}

function* flat(fields: Fields, before: string, deep: number): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(fields)) {
    if (deep > 1 && isFields(value)) yield* flat(value, `${before}${name}.`, deep - 1)
    else yield [before + name, value]
  }
}
