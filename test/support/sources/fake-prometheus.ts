// What the HTTP API of a Prometheus answers about samples that a test has made, behind a real socket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { serve } from '../exposition/prometheus.ts'

export interface FakeSample {
  labels: Readonly<Record<string, string>>
  /** End of the step that it is of. */
  at: number
  /** As it is written. */
  text: string
}

export interface Asked {
  path: string
  query: string
  start: number
  end: number
  step: number
}

export interface FakePrometheus {
  url: string
  /** Every query gives all of them. */
  samples: FakeSample[]
  /** What was asked for so far. */
  asked: Asked[]
  headers: IncomingMessage['headers'][]
  /** What its clock shows. */
  now: () => number
  /** Milliseconds since 1970; null: it has none. */
  latest: number | null
  /** Says something else in its place, where it answers whether it did. */
  instead: (asked: Asked, response: ServerResponse) => boolean
}

export async function fakePrometheus(t: TestContext): Promise<FakePrometheus> {
  const fake: FakePrometheus = {
    url: '',
    samples: [],
    asked: [],
    headers: [],
    now: Date.now,
    latest: null,
    instead: () => false,
  }
  const address = await serve(t, (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const given = Object.fromEntries(new URLSearchParams(body))
      const { query = '', start = '0', end = '0', step = '0' } = given
      const asked: Asked = {
        path: request.url ?? '',
        query,
        start: Number(start) * 1000,
        end: Number(end) * 1000,
        step: Number(step) * 1000,
      }
      fake.asked.push(asked)
      fake.headers.push(request.headers)
      if (!fake.instead(asked, response)) ok(response, answerTo(fake, asked))
    })
  })
  fake.url = `http://${address}`
  return fake
}

export function ok(response: ServerResponse, data: unknown): void {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ status: 'success', data }))
}

/** As a Prometheus says that it does not answer. */
export function refuse(response: ServerResponse, status: number, errorType: string, error: string): true {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ status: 'error', errorType, error }))
  return true
}

function answerTo({ samples, now, latest }: FakePrometheus, { path, query, start, end }: Asked): unknown {
  if (path.endsWith('/query') && query === 'time()')
    return { resultType: 'scalar', result: [now() / 1000, String(now() / 1000)] }
  if (path.endsWith('/query')) {
    const value = latest === null ? [] : [{ metric: {}, value: [now() / 1000, String(latest / 1000)] }]
    return { resultType: 'vector', result: value }
  }
  const within = samples.filter(({ at }) => at >= start && at <= end)
  const bySeries = Map.groupBy(within, ({ labels }) => JSON.stringify(labels))
  return {
    resultType: 'matrix',
    result: [...bySeries.values()].map(some => ({
      metric: some[0]?.labels,
      values: some.toSorted((a, b) => a.at - b.at).map(({ at, text }) => [at / 1000, text]),
    })),
  }
}
