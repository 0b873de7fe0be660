// What a request of OTLP says, whichever of the two encodings it came in.

/** Of an attribute. Lists, maps and bytes are not read. */
export type Value = string | number | boolean

export type Attributes = ReadonlyMap<string, Value>

/** Nanoseconds since 1970 as a double: exact to about a quarter of a microsecond. 0 where it is not said. */
export type Nanos = number

/** Ids are lower-case hexadecimal digits, as they came: what is no id is judged later. */
export interface Span {
  traceId: string
  spanId: string
  name: string
  kind: number
  startAt: Nanos
  endAt: Nanos
  attributes: Attributes
  /** Of whatever the span is from. */
  resource: Attributes
  events: readonly SpanEvent[]
  status: { code: number; message: string }
}

export interface SpanEvent {
  name: string
  at: Nanos
  attributes: Attributes
}

export interface LogRecord {
  traceId: string
  spanId: string
  /** Of an event; empty of any other record. */
  eventName: string
  /** When it happened; where nobody said, when it was seen. */
  at: Nanos
  attributes: Attributes
  resource: Attributes
}

/** How a number adds up: `gauge` does not, `delta` counts since its last report, `cumulative` since its start. */
export type Adding = 'gauge' | 'delta' | 'cumulative'

export interface Metric {
  name: string
  /** Null of what has no plain numbers: a histogram, a summary. */
  adding: Adding | null
  monotonic: boolean
  points: readonly NumberPoint[]
  resource: Attributes
}

export interface NumberPoint {
  startAt: Nanos
  at: Nanos
  /** Null where the sender says that nothing was measured. */
  value: number | null
  attributes: Attributes
}

/** One that cannot be read. The message says what is wrong with it, and quotes nothing of it. */
export class Malformed extends Error {}

/** What `TracesData` and its siblings hold. Throws Malformed. */
export interface Decoder<Body> {
  spans(body: Body): Span[]
  logs(body: Body): LogRecord[]
  metrics(body: Body): Metric[]
}

/** Parts of one request, as resources, spans, events and points: they take more memory than bytes. */
const MOST_PARTS = 200_000

/** To be called for each part, or for several, before there is one. Throws Malformed. */
export type Room = (parts?: number) => void

export function roomForParts(): Room {
  let parts = 0
  return (more = 1) => {
    parts += more
    if (parts > MOST_PARTS) throw new Malformed(`it has more than ${MOST_PARTS} parts; send smaller batches`)
  }
}

const MILLION = 1e6

export function millisOf(nanos: Nanos): number {
  return Math.floor(nanos / MILLION)
}
