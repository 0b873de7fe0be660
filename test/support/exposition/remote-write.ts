// A receiver of remote write that keeps what it is sent, read by protobufjs, for tests. The messages are those of prometheus.WriteRequest and of
// io.prometheus.write.v2.Request, as far as they are used.
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import protobuf from 'protobufjs'
import { uncompressSync } from 'snappy'

const { root } = protobuf.parse(`syntax = "proto3";
message Sample { double value = 1; int64 timestamp = 2; }
message WriteRequest { repeated First timeseries = 1; }
message First { repeated Label labels = 1; repeated Sample samples = 2; }
message Label { string name = 1; string value = 2; }
message Request { repeated string symbols = 4; repeated Second timeseries = 5; }
message Second { repeated uint32 labels_refs = 1; repeated Sample samples = 2; Metadata metadata = 5; }
message Metadata { uint32 type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }`)

export interface ReceivedSeries {
  labels: Array<[name: string, value: string]>
  samples: Array<{ timestamp: number; value: number }>
  /** In version 2.0. */
  metadata?: { type: number; help: string; unit: string }
}

interface Message {
  symbols: string[]
  timeseries: Array<{
    labels: Array<{ name: string; value: string }>
    labelsRefs: number[]
    samples: ReceivedSeries['samples']
    metadata?: { type: number; helpRef: number; unitRef: number }
  }>
}

export function readRequest(version: '1.0' | '2.0', bytes: Buffer): ReceivedSeries[] {
  const type = root.lookupType(version === '1.0' ? 'WriteRequest' : 'Request')
  const options = { longs: Number, arrays: true, defaults: true }
  const { symbols, timeseries } = type.toObject(type.decode(bytes), options) as unknown as Message
  const text = (place: number): string => symbols[place] ?? 'no such text'
  return timeseries.map(({ labels, labelsRefs, samples, metadata }) => {
    if (version === '1.0') return { labels: labels.map(({ name, value }) => [name, value]), samples }
    const pairs = Array.from({ length: labelsRefs.length / 2 }, (_, i): [string, string] => [
      text(labelsRefs[2 * i] ?? -1),
      text(labelsRefs[2 * i + 1] ?? -1),
    ])
    const { type: of = 0, helpRef = 0, unitRef = 0 } = metadata ?? {}
    return { labels: pairs, samples, metadata: { type: of, help: text(helpRef), unit: text(unitRef) } }
  })
}

export interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** Answers each request as it is told, by its number; keeps headers and unpacked body. */
export function receiver(reply: (request: number, headers: IncomingHttpHeaders, body: Buffer) => Reply): {
  listener: RequestListener
  received: Array<{ headers: IncomingHttpHeaders; body: Buffer }>
} {
  const received: Array<{ headers: IncomingHttpHeaders; body: Buffer }> = []
  return {
    received,
    listener: (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const unpacked = uncompressSync(Buffer.concat(chunks))
        const sent = Buffer.from(unpacked)
        received.push({ headers: request.headers, body: sent })
        const { status, headers = {}, body = '' } = reply(received.length, request.headers, sent)
        response.writeHead(status, headers).end(body)
      })
    },
  }
}
