// What the HTTP API of a Prometheus answers about series that a test has made, for scans.
import type { RequestListener } from 'node:http'
import type { TestContext } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import type { Api } from '../../../src/core/prometheus/api.ts'
import { normal, random } from '../detection/detection.ts'
import { serve } from '../exposition/prometheus.ts'

export interface Made {
  /** With `__name__`. */
  labels: Record<string, string>
  /** Of the bucket that ends at the end of each, as the query would have it. */
  values: readonly number[]
}

export const STEP = 3 * HOUR
/** A whole number of buckets. */
export const END = Date.UTC(2026, 10, 30)

/** Noise of a tenth around a level, and what is done to each value. */
export function noisy(seed: number, of: (value: number, i: number) => number, n = 240): number[] {
  const gauss = normal(random(seed))
  return Array.from({ length: n }, (_, i) => of(Math.exp(0.1 * gauss()), i))
}

/**
 * Counts by name, metadata and courses. Which series a query is about is known by the name in it: of those with `_sum` it answers with the
 * values of `_sum`, for it divides nothing. Whatever is asked for `without` some labels is their mean.
 */
export function answering(made: readonly Made[], types: Readonly<Record<string, string>> = {}): Api {
  return {
    name: 'http://here',
    warnings: () => [],
    get: async (path, parameters) => answerTo(made, types, path, parameters),
  }
}

/** The same behind a real socket. Returns its address. */
export async function serving(t: TestContext, made: readonly Made[]): Promise<string> {
  const listener: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const data = answerTo(made, {}, request.url ?? '', Object.fromEntries(new URLSearchParams(body)))
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ status: 'success', data }))
    })
  }
  return `http://${await serve(t, listener)}`
}

function answerTo(
  made: readonly Made[],
  types: Readonly<Record<string, string>>,
  path: string,
  { query = '', start = '0', end = '0' }: Record<string, string>,
): unknown {
  if (path.endsWith('/metadata'))
    return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, [{ type }]]))
  if (path.endsWith('/query')) return { resultType: 'vector', result: countsOf(made) }
  const [, name] = /__name__="([^"]+)"/.exec(query) ?? []
  const within = (i: number, length: number): number | null => {
    const at = (END - (length - 1 - i) * STEP) / 1000
    return at >= Number(start) && at <= Number(end) ? at : null
  }
  const [, over = ''] = /without \(([^)]*)\)/.exec(query) ?? []
  return {
    resultType: 'matrix',
    result: means(
      made.filter(({ labels }) => labels.__name__ === name),
      over.split(', '),
    ).map(({ labels, values }) => ({
      metric: labels,
      values: values.flatMap((value, i) => {
        const at = within(i, values.length)
        return at === null || Number.isNaN(value) ? [] : [[at, String(value)]]
      }),
    })),
  }
}

/** Of series that differ by these labels alone; all end together. */
function means(made: readonly Made[], over: readonly string[]): Made[] {
  const rest = (labels: Made['labels']) => Object.entries(labels).filter(([name]) => !over.includes(name))
  const groups = Map.groupBy(made, ({ labels }) => JSON.stringify(rest(labels).toSorted()))
  return [...groups.values()].map(of => ({
    labels: Object.fromEntries(rest(of[0]?.labels ?? {})),
    values: (of[0]?.values ?? []).map((_, i) => mean(of.map(({ values }) => values[i] ?? Number.NaN))),
  }))
}

function mean(values: readonly number[]): number {
  const known = values.filter(value => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

function countsOf(made: readonly Made[]): unknown[] {
  const counts = Map.groupBy(made, ({ labels }) => labels.__name__ ?? '')
  return [...counts].map(([name, all]) => ({
    metric: { __name__: name },
    value: [END / 1000, String(all.length)],
  }))
}
