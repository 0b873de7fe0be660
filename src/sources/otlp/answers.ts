// The answers of OTLP over HTTP, in the encoding of the request: what was taken, what was not, and why nothing was.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
import type { ReceivedHeaders, Reply } from '../source.ts'

export type Encoding = 'protobuf' | 'json'

const TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
}

/** The encoding of a request; null where it is in none of the two. */
export function encodingOf({ 'content-type': type }: ReceivedHeaders): Encoding | null {
  const [media = ''] = String(type ?? '').split(';')
  const said = media.trim().toLowerCase()
  if (said === TYPES.protobuf) return 'protobuf'
  return said === TYPES.json ? 'json' : null
}

/** What a signal calls the items that were turned away. */
export type RejectedName = 'rejectedSpans' | 'rejectedLogRecords' | 'rejectedDataPoints'

export interface Rejected {
  name: RejectedName
  count: number
  message: string
}

/** An `Export...ServiceResponse`. The three have the same fields under the same numbers. */
export function taken(encoding: Encoding, { name, count, message }: Rejected): Reply {
  const isFull = count === 0
  if (encoding === 'json') {
    const body = isFull ? {} : { partialSuccess: { [name]: String(count), errorMessage: message } }
    return { status: 200, type: TYPES.json, body: JSON.stringify(body) }
  }
  const partial = isFull ? [] : bytes(1, [...tagged(1, 0), ...varint(count), ...text(2, message)])
  return { status: 200, type: TYPES.protobuf, body: Uint8Array.from(partial) }
}

/** Of `google.rpc.Code`, by status of HTTP. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 413: 8, 415: 3, 429: 8, 503: 14 }
const UNKNOWN = 2

/** A `google.rpc.Status`. Whoever sends neither encoding can most likely read JSON. */
export function refusal(encoding: Encoding | null, status: number, message: string): Reply {
  const code = CODES[status] ?? UNKNOWN
  if (encoding !== 'protobuf') return { status, type: TYPES.json, body: JSON.stringify({ code, message }) }
  const body = Uint8Array.from([...tagged(1, 0), ...varint(code), ...text(2, message)])
  return { status, type: TYPES.protobuf, body }
}

function text(field: number, of: string): number[] {
  return bytes(field, [...new TextEncoder().encode(of)])
}

function bytes(field: number, content: readonly number[]): number[] {
  return [...tagged(field, 2), ...varint(content.length), ...content]
}

function tagged(field: number, type: number): number[] {
  return varint(field * 8 + type)
}

function varint(value: number): number[] {
  const out: number[] = []
  let rest = value
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return [...out, rest]
}
