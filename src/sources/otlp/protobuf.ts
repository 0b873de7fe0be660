// Reads OTLP in Protocol Buffers. What is in no event is passed over unread.
// https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
import type {
  Adding,
  Attributes,
  Decoder,
  LogRecord,
  Metric,
  NumberPoint,
  Span,
  SpanEvent,
  Value,
} from './model.ts'
import { WireReader } from './wire.ts'

/** The number of a field with the type of what follows it, as they stand before it. */
const varint = (field: number): number => field * 8
const fixed64 = (field: number): number => field * 8 + 1
const bytes = (field: number): number => field * 8 + 2

/** Message `ExportTraceServiceRequest`, `ExportLogsServiceRequest` or `ExportMetricsServiceRequest`. */
export const protobuf: Decoder<Uint8Array> = {
  spans: body => itemsOf(body, readSpan),
  logs: body => itemsOf(body, readLog),
  metrics: body => itemsOf(body, readMetric),
}

/** All three have the same outer messages: those of a resource, in them those of a scope, in them the items. */
function itemsOf<Item>(
  body: Uint8Array,
  readItem: (reader: WireReader, resource: Attributes) => Item,
): Item[] {
  const reader = new WireReader(body)
  const items: Item[] = []
  each(reader, { [bytes(1)]: () => ofResource(reader, resource => items.push(readItem(reader, resource))) })
  return items
}

type Fields = Readonly<Record<number, () => void>>

/** Reads the message in which the reader stands. */
function each(reader: WireReader, fields: Fields): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const read = fields[tag]
    if (read === undefined) reader.skip(tag)
    else read()
  }
}

/** The resource may stand behind what is of it: its attributes are filled in where they are met. */
function ofResource(reader: WireReader, readItem: (resource: Attributes) => void): void {
  const attributes = new Map<string, Value>()
  reader.room()
  const scope: Fields = {
    [bytes(2)]: () => {
      reader.room()
      reader.within(() => readItem(attributes))
    },
  }
  const resource: Fields = { [bytes(1)]: () => readAttribute(reader, attributes) }
  const inner = (fields: Fields) => (): void => {
    reader.room()
    reader.within(() => each(reader, fields))
  }
  reader.within(() => each(reader, { [bytes(1)]: inner(resource), [bytes(2)]: inner(scope) }))
}

function readSpan(reader: WireReader, resource: Attributes): Span {
  const attributes = new Map<string, Value>()
  const events: SpanEvent[] = []
  const span: Span = {
    traceId: '',
    spanId: '',
    name: '',
    kind: 0,
    startAt: 0,
    endAt: 0,
    attributes,
    resource,
    events,
    status: { code: 0, message: '' },
  }
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === bytes(9)) readAttribute(reader, attributes)
    else if (tag === bytes(1)) span.traceId = reader.hex()
    else if (tag === bytes(2)) span.spanId = reader.hex()
    else if (tag === bytes(5)) span.name = reader.text()
    else if (tag === varint(6)) span.kind = reader.uint()
    else if (tag === fixed64(7)) span.startAt = reader.fixed64()
    else if (tag === fixed64(8)) span.endAt = reader.fixed64()
    else if (tag === bytes(11)) events.push(readEvent(reader))
    else if (tag === bytes(15)) readStatus(reader, span.status)
    else reader.skip(tag)
  }
  return span
}

function readEvent(reader: WireReader): SpanEvent {
  const attributes = new Map<string, Value>()
  reader.room()
  const event: SpanEvent = { name: '', at: 0, attributes }
  reader.message(tag => {
    if (tag === fixed64(1)) event.at = reader.fixed64()
    else if (tag === bytes(2)) event.name = reader.text()
    else if (tag === bytes(3)) readAttribute(reader, attributes)
    else reader.skip(tag)
  })
  return event
}

function readStatus(reader: WireReader, status: Span['status']): void {
  reader.message(tag => {
    if (tag === bytes(2)) status.message = reader.text()
    else if (tag === varint(3)) status.code = reader.uint()
    else reader.skip(tag)
  })
}

function readAttribute(reader: WireReader, into: Map<string, Value>): void {
  let key = ''
  let value: Value | null = null
  reader.message(tag => {
    if (tag === bytes(1)) key = reader.text()
    else if (tag === bytes(2)) value = readValue(reader)
    else reader.skip(tag)
  })
  if (value !== null) into.set(key, value)
}

function readValue(reader: WireReader): Value | null {
  let value: Value | null = null
  reader.message(tag => {
    if (tag === bytes(1)) value = reader.text()
    else if (tag === varint(2)) value = reader.uint() !== 0
    else if (tag === varint(3)) value = reader.int()
    else if (tag === fixed64(4)) value = reader.double()
    else {
      value = null
      reader.skip(tag)
    }
  })
  return value
}

function readLog(reader: WireReader, resource: Attributes): LogRecord {
  const attributes = new Map<string, Value>()
  const log: LogRecord = { traceId: '', spanId: '', eventName: '', at: 0, attributes, resource }
  let observedAt = 0
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === fixed64(1)) log.at = reader.fixed64()
    else if (tag === fixed64(11)) observedAt = reader.fixed64()
    else if (tag === bytes(6)) readAttribute(reader, attributes)
    else if (tag === bytes(9)) log.traceId = reader.hex()
    else if (tag === bytes(10)) log.spanId = reader.hex()
    else if (tag === bytes(12)) log.eventName = reader.text()
    else reader.skip(tag)
  }
  if (log.at === 0) log.at = observedAt
  return log
}

function readMetric(reader: WireReader, resource: Attributes): Metric {
  const points: NumberPoint[] = []
  const metric: Metric = { name: '', adding: null, monotonic: false, points, resource }
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === bytes(1)) metric.name = reader.text()
    else if (tag === bytes(5) || tag === bytes(7)) readPoints(reader, metric, points, tag === bytes(5))
    else reader.skip(tag)
  }
  return metric
}

function readPoints(reader: WireReader, metric: Metric, points: NumberPoint[], isGauge: boolean): void {
  metric.adding = isGauge ? 'gauge' : null
  reader.message(tag => {
    if (tag === bytes(1)) points.push(readPoint(reader))
    else if (tag === varint(2) && !isGauge) metric.adding = addingOf(reader.uint())
    else if (tag === varint(3) && !isGauge) metric.monotonic = reader.uint() !== 0
    else reader.skip(tag)
  })
}

/** Of `AggregationTemporality`. */
export function addingOf(temporality: number): Adding | null {
  if (temporality === 1) return 'delta'
  return temporality === 2 ? 'cumulative' : null
}

/** Of `DataPointFlags`. */
export const NO_RECORDED_VALUE = 1

function readPoint(reader: WireReader): NumberPoint {
  const attributes = new Map<string, Value>()
  const point: NumberPoint = { startAt: 0, at: 0, value: null, attributes }
  let flags = 0
  reader.room()
  reader.message(tag => {
    if (tag === fixed64(2)) point.startAt = reader.fixed64()
    else if (tag === fixed64(3)) point.at = reader.fixed64()
    else if (tag === fixed64(4)) point.value = reader.double()
    else if (tag === fixed64(6)) point.value = reader.sfixed64()
    else if (tag === bytes(7)) readAttribute(reader, attributes)
    else if (tag === varint(8)) flags = reader.uint()
    else reader.skip(tag)
  })
  if ((flags & NO_RECORDED_VALUE) !== 0) point.value = null
  return point
}
