// A collector of OTLP over HTTP that keeps what it is sent, for tests.
import type { IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { serve } from './prometheus.ts'

export interface Attribute {
  key: string
  value: { stringValue?: string; intValue?: number; boolValue?: boolean }
}

export interface ReceivedSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Attribute[]
  status: { code: number; message?: string }
  events: Array<{ name: string }>
}

export interface ReceivedPoint {
  attributes: Attribute[]
  asDouble?: number
  count?: number
  sum?: number
  bucketCounts?: number[]
  explicitBounds?: number[]
}

export interface ReceivedMetric {
  name: string
  unit: string
  description: string
  gauge?: { dataPoints: ReceivedPoint[] }
  sum?: { dataPoints: ReceivedPoint[]; isMonotonic: boolean; aggregationTemporality: number }
  histogram?: { dataPoints: ReceivedPoint[] }
}

export interface Collector {
  url: string
  headers: Array<IncomingMessage['headers']>
  resources: Attribute[][]
  /** Of the bodies, in bytes, before they were compressed. */
  sizes: number[]
  spans: ReceivedSpan[]
  /** The metrics of each push. */
  pushes: ReceivedMetric[][]
}

interface TraceRequest {
  resourceSpans?: Array<{
    resource: { attributes: Attribute[] }
    scopeSpans: Array<{ spans: ReceivedSpan[] }>
  }>
}

interface MetricsRequest {
  resourceMetrics?: Array<{
    resource: { attributes: Attribute[] }
    scopeMetrics: Array<{ metrics: ReceivedMetric[] }>
  }>
}

/** Serves /v1/traces and /v1/metrics (JSON) on a free loopback port until the test ends. */
export async function startCollector(t: Pick<TestContext, 'after'>): Promise<Collector> {
  const collector: Collector = { url: '', headers: [], resources: [], sizes: [], spans: [], pushes: [] }
  const address = await serve(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    collector.headers.push(request.headers)
    const sent = Buffer.concat(chunks)
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    collector.sizes.push(plain.length)
    const body: unknown = JSON.parse(plain.toString())
    if (request.url === '/v1/traces') takeSpans(collector, body as TraceRequest)
    else if (request.url === '/v1/metrics') takeMetrics(collector, body as MetricsRequest)
    else response.statusCode = 404
    response.setHeader('Content-Type', 'application/json').end('{}')
  })
  collector.url = `http://${address}`
  return collector
}

/** The attributes as a label set in the order in which they came. */
export function labelsOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

function takeSpans(collector: Collector, { resourceSpans = [] }: TraceRequest): void {
  for (const { resource, scopeSpans } of resourceSpans) {
    collector.resources.push(resource.attributes)
    collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans))
  }
}

function takeMetrics(collector: Collector, { resourceMetrics = [] }: MetricsRequest): void {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    collector.resources.push(resource.attributes)
    collector.pushes.push(scopeMetrics.flatMap(({ metrics }) => metrics))
  }
}
