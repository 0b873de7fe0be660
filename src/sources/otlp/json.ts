// Reads OTLP in JSON: the mapping of Protocol Buffers, but for ids, which are hexadecimal. Fields that are not known are passed over.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import {
  type Attributes,
  type Decoder,
  type LogRecord,
  Malformed,
  type Metric,
  type Nanos,
  type NumberPoint,
  type Room,
  roomForParts,
  type Span,
  type SpanEvent,
  type Value,
} from './model.ts'
import { addingOf, NO_RECORDED_VALUE } from './protobuf.ts'

type Message = Readonly<Record<string, unknown>>

/** The parts of a message under a name. */
type Parts = (of: Message, name: string) => readonly Message[]

export const json: Decoder<Uint8Array> = {
  spans: body => itemsOf(body, ['resourceSpans', 'scopeSpans', 'spans'], spanOf),
  logs: body => itemsOf(body, ['resourceLogs', 'scopeLogs', 'logRecords'], logOf),
  metrics: body => itemsOf(body, ['resourceMetrics', 'scopeMetrics', 'metrics'], metricOf),
}

function itemsOf<Item>(
  body: Uint8Array,
  [outer, inner, innermost]: readonly [string, string, string],
  itemOf: (message: Message, resource: Attributes, parts: Parts) => Item,
): Item[] {
  const items: Item[] = []
  const room = roomForParts()
  const parts: Parts = (of, name) => messages(of, name, room)
  for (const ofResource of parts(parse(body), outer)) {
    const resource = attributesOf(messageOf(ofResource.resource, 'resource'))
    for (const ofScope of parts(ofResource, inner)) {
      for (const item of parts(ofScope, innermost)) items.push(itemOf(item, resource, parts))
    }
  }
  return items
}

function parse(body: Uint8Array): Message {
  let whole: unknown
  try {
    whole = JSON.parse(new TextDecoder().decode(body))
  } catch {
    throw new Malformed('it is not JSON')
  }
  if (!isMessage(whole)) throw new Malformed('it is no JSON object')
  return whole
}

function spanOf(message: Message, resource: Attributes, parts: Parts): Span {
  const { name, kind, startTimeUnixNano, endTimeUnixNano } = message
  const status = messageOf(message.status, 'status')
  return {
    traceId: idOf(message.traceId),
    spanId: idOf(message.spanId),
    name: textOf(name),
    kind: numberOf(kind),
    startAt: nanosOf(startTimeUnixNano),
    endAt: nanosOf(endTimeUnixNano),
    attributes: attributesOf(message),
    resource,
    events: parts(message, 'events').map(eventOf),
    status: { code: numberOf(status.code), message: textOf(status.message) },
  }
}

function eventOf(message: Message): SpanEvent {
  return {
    name: textOf(message.name),
    at: nanosOf(message.timeUnixNano),
    attributes: attributesOf(message),
  }
}

function logOf(message: Message, resource: Attributes): LogRecord {
  return {
    traceId: idOf(message.traceId),
    spanId: idOf(message.spanId),
    eventName: textOf(message.eventName),
    at: nanosOf(message.timeUnixNano) || nanosOf(message.observedTimeUnixNano),
    attributes: attributesOf(message),
    resource,
  }
}

function metricOf(message: Message, resource: Attributes, parts: Parts): Metric {
  const isGauge = isGiven(message.gauge)
  const of = messageOf(isGauge ? message.gauge : message.sum, 'sum')
  const isNumber = isGauge || isGiven(message.sum)
  return {
    name: textOf(message.name),
    adding: isGauge ? 'gauge' : addingOf(numberOf(of.aggregationTemporality)),
    monotonic: of.isMonotonic === true,
    points: isNumber ? parts(of, 'dataPoints').map(pointOf) : [],
    resource,
  }
}

function pointOf(message: Message): NumberPoint {
  const { asDouble, asInt, flags } = message
  const isUnset = (numberOf(flags) & NO_RECORDED_VALUE) !== 0
  const given = isGiven(asDouble) ? asDouble : asInt
  return {
    startAt: nanosOf(message.startTimeUnixNano),
    at: nanosOf(message.timeUnixNano),
    value: isUnset || !isGiven(given) ? null : numberOf(given),
    attributes: attributesOf(message),
  }
}

function attributesOf(message: Message): Attributes {
  const attributes = new Map<string, Value>()
  for (const { key, value } of messages(message, 'attributes')) {
    const read = scalarOf(messageOf(value, 'value'))
    if (read !== null) attributes.set(textOf(key), read)
  }
  return attributes
}

function scalarOf({ stringValue, boolValue, intValue, doubleValue }: Message): Value | null {
  if (isGiven(stringValue)) return textOf(stringValue)
  if (isGiven(boolValue)) return boolValue === true
  if (isGiven(intValue)) return numberOf(intValue)
  return isGiven(doubleValue) ? numberOf(doubleValue) : null
}

/** Null stands for what is not given. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** Whole numbers of 64 bits are texts, and so are numbers that JSON does not have: `NaN`, `Infinity`. */
function numberOf(value: unknown): number {
  if (!isGiven(value)) return 0
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^(?:-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Infinity)|NaN)$/i.test(value))
    return Number(value)
  throw new Malformed('it has a text or an object where a number must be')
}

function nanosOf(value: unknown): Nanos {
  return numberOf(value)
}

function idOf(value: unknown): string {
  return textOf(value).toLowerCase()
}

function textOf(value: unknown): string {
  if (!isGiven(value)) return ''
  if (typeof value === 'string') return value
  throw new Malformed('it has something else where a text must be')
}

function messageOf(value: unknown, what: string): Message {
  if (!isGiven(value)) return {}
  if (isMessage(value)) return value
  throw new Malformed(`its ${what} is no object`)
}

function messages(of: Message, name: string, room?: Room): readonly Message[] {
  const list = of[name]
  if (!isGiven(list)) return []
  if (Array.isArray(list)) room?.(list.length)
  if (!Array.isArray(list) || !list.every(isMessage)) throw new Malformed(`its ${name} is no list of objects`)
  return list
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
