// What a tool answers as JSON, as rows: one kind of document a file.

export type Fields = Readonly<Record<string, unknown>>

export interface DocumentKind {
  /** Whose documents these are, as users call it. */
  name: string
  /** Whether an object is such a document, by its keys. */
  matches(document: Fields): boolean
  /** One object a row, labels beside time and value. Throws RangeError, with what to ask for instead, where it holds no series. */
  rows(document: Fields): Iterable<Fields>
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A row of a series; a label that is named as time or value gives way, as Prometheus has it. */
export function labelled(labels: unknown, time: unknown, value: unknown): Fields {
  const renamed = Object.entries(isFields(labels) ? labels : {}).map(([name, label]) => [
    name === 'time' || name === 'value' ? `exported_${name}` : name,
    label,
  ])
  return { ...Object.fromEntries(renamed), time, value: numberOf(value) }
}

/** A number that was sent as text to keep all of its digits. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    ? Number(value)
    : value
}
