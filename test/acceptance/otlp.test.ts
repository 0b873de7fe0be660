import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { manualClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/logger.ts'
import { createExposition, type Exposition } from '../../src/exposition/exposition.ts'
import type { Telemetry, TelemetryOptions } from '../../src/exposition/otlp/options.ts'
import { startTelemetry } from '../../src/exposition/otlp/telemetry.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, fullExposition, measured, VERSION } from '../support/exposition/exposition.ts'
import { labelsOf, type ReceivedMetric, startCollector } from '../support/exposition/otlp.ts'
import { serve } from '../support/exposition/prometheus.ts'
import { scrapedText } from '../support/exposition/scraped.ts'

const AT = Date.UTC(2025, 10, 20, 12)

function start(exposition: Exposition, more: Partial<TelemetryOptions>): Promise<Telemetry> {
  return startTelemetry({
    endpoint: null,
    serviceVersion: VERSION,
    instance: 'one',
    exposition,
    clock: manualClock(AT),
    ...more,
  })
}

describe('telemetry', () => {
  test('pushes every metric with the value that /metrics shows', async t => {
    const collector = await startCollector(t)
    const exposition = fullExposition(indicators, AT, false)
    const telemetry = await start(exposition, { endpoint: collector.url })
    await telemetry.shutdown()

    const { body } = await scrapedText(exposition)
    const shown = body.split('\n').filter(line => line !== '' && !line.startsWith('#'))
    assert.deepEqual(collector.pushes.flatMap(push => push.flatMap(asLines)).sort(), shown.sort())
  })

  test('says of a metric what it is: description, unit, monotony', async t => {
    const collector = await startCollector(t)
    const telemetry = await start(fullExposition(indicators, AT, false), { endpoint: collector.url })
    await telemetry.shutdown()

    const named = new Map(collector.pushes[0]?.map(metric => [metric.name, metric]))
    const counter = named.get('slowburn_source_events_total')
    assert.deepEqual([counter?.sum?.isMonotonic, counter?.sum?.aggregationTemporality], [true, 2])
    assert.equal(named.get('slowburn_task_run_time_p50_seconds')?.unit, 's')
    assert.equal(named.get('slowburn_claimed_verified_gap_ratio')?.unit, '1')
    assert.equal(named.get('slowburn_source_up')?.unit, '')
    assert.match(counter?.description ?? '', /^New events /)
  })

  test('pushes thousands of series of one metric, in requests that every collector takes', async t => {
    const collector = await startCollector(t)
    const exposition = createExposition({ version: VERSION, indicators, defaultMetrics: false })
    const series = Array.from({ length: 5000 }, (_, i) =>
      measured('task_run_time_p50', AT, { labels: { task_type: `type ${i}` } }),
    )
    exposition.publish({ ...emptySnapshot(AT), series })
    const outcomes: string[] = []
    const pushed = (outcome: string) => void outcomes.push(outcome)
    const telemetry = await start(exposition, { endpoint: collector.url, pushed })
    await telemetry.shutdown()
    const points = collector.pushes
      .flat()
      .flatMap(({ name, gauge }) =>
        name === 'slowburn_task_run_time_p50_seconds' ? (gauge?.dataPoints ?? []) : [],
      )
    assert.equal(new Set(points.map(({ attributes }) => JSON.stringify(attributes))).size, 5000)
    assert.ok(Math.max(...collector.sizes) < 1e6, `${Math.max(...collector.sizes)} bytes`)
    assert.ok(collector.headers.every(headers => headers['content-encoding'] === 'gzip'))
    assert.deepEqual(outcomes, Array(collector.pushes.length).fill('accepted'))
  })

  test('is one instance before and after a restart, and says of each push that it failed', async t => {
    const collector = await startCollector(t)
    const exposition = fullExposition(indicators, AT, false)
    for (const _run of ['first', 'second']) {
      const telemetry = await start(exposition, { endpoint: collector.url, instance: 'a-b-c' })
      await telemetry.shutdown()
    }
    assert.deepEqual(
      collector.resources.map(resource => labelsOf(resource)['service.instance.id']),
      ['a-b-c', 'a-b-c'],
    )
    const outcomes: string[] = []
    const full = await serve(t, (_request, response) => void response.writeHead(413).end())
    const pushed = (outcome: string) => void outcomes.push(outcome)
    const telemetry = await start(exposition, { endpoint: `http://${full}`, pushed })
    await telemetry.shutdown()
    assert.deepEqual(outcomes, ['failed'])
  })

  for (const [what, body, outcome] of [
    [
      'takes some of it',
      '{"partialSuccess": {"rejectedDataPoints": "3", "errorMessage": "too many"}}',
      'failed',
    ],
    ['is a page to sign in on', '<html>Sign in</html>', 'failed'],
    ['takes all, and warns', '{"partialSuccess": {"errorMessage": "old"}}', 'accepted'],
    ['says nothing', '', 'accepted'],
  ] as const) {
    test(`says of a push ${outcome}, where what answers 200 ${what}`, async t => {
      const address = await serve(t, (_request, response) => void response.end(body))
      const outcomes: string[] = []
      const pushed = (one: string) => void outcomes.push(one)
      const exposition = fullExposition(indicators, AT, false)
      const telemetry = await start(exposition, { endpoint: `http://${address}`, pushed })
      await telemetry.shutdown()
      assert.deepEqual([...new Set(outcomes)], [outcome])
    })
  }

  test('traces a tick with its stages as children, failures included', async t => {
    const collector = await startCollector(t)
    const telemetry = await start(fullExposition(indicators, AT, false), {
      endpoint: `${collector.url}/`,
      headers: { 'x-tenant': 'blue' },
    })
    const result = await telemetry.span('tick', { 'slowburn.tick': 7 }, async () => {
      await telemetry.span('stage sources', { 'slowburn.stage': 'sources' }, () => 1)
      await assert.rejects(
        telemetry.span('stage detection', {}, async () => {
          throw new Error('no baseline')
        }),
        /no baseline/,
      )
      return 'done'
    })
    await telemetry.shutdown()

    assert.equal(result, 'done')
    const [sources, detection, tick] = collector.spans
    assert.deepEqual(
      [sources?.name, detection?.name, tick?.name],
      ['stage sources', 'stage detection', 'tick'],
    )
    assert.deepEqual(
      [sources?.parentSpanId, detection?.parentSpanId, tick?.parentSpanId],
      [tick?.spanId, tick?.spanId, undefined],
    )
    assert.deepEqual(labelsOf(sources?.attributes ?? []), { 'slowburn.stage': 'sources' })
    assert.deepEqual([detection?.status.code, detection?.status.message], [2, 'no baseline'])
    assert.equal(detection?.events[0]?.name, 'exception')
    assert.ok(collector.headers.every(headers => headers['x-tenant'] === 'blue'))
    for (const resource of collector.resources) {
      const labels = labelsOf(resource)
      assert.deepEqual([labels['service.name'], labels['service.version']], ['slowburn', VERSION])
      assert.deepEqual(
        Object.keys(labels).filter(name => name.startsWith('process.')),
        [],
      )
    }
  })

  test('pushes again and again while it runs', async t => {
    const collector = await startCollector(t)
    const exposition = fullExposition(indicators, AT, false)
    const telemetry = await start(exposition, { endpoint: collector.url, interval: 50 })
    while (collector.pushes.length < 3) await new Promise(resolve => setTimeout(resolve, 10))
    await telemetry.shutdown()
    assert.ok(collector.pushes.length >= 3)
  })

  for (const [what, listen] of [
    ['nobody listens', false],
    ['the server never answers', true],
  ] as const) {
    test(`harms nothing and shuts down within two seconds where ${what}`, async t => {
      const lines: string[] = []
      const log = createLogger({
        clock: manualClock(AT),
        level: 'warn',
        format: 'text',
        write: line => lines.push(line),
      })
      const endpoint = listen ? `http://${await serve(t, () => {})}` : 'http://127.0.0.1:9'
      const telemetry = await start(fullExposition(indicators, AT, false), { endpoint, interval: 100, log })
      assert.equal(await telemetry.span('tick', {}, () => 42), 42)
      await new Promise(resolve => setTimeout(resolve, 350))
      const started = performance.now()
      await telemetry.shutdown()
      assert.ok(performance.now() - started < 2000)
      assert.ok(lines.length > 0 && lines.length < 5, lines.join(''))
    })
  }

  test('without an endpoint runs the work and loads nothing of OpenTelemetry', async () => {
    const program = `
      import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ resolve(specifier, context, next) { loaded.push(specifier); return next(specifier, context) } })
      const { startTelemetry } = await import('${new URL('../../src/exposition/otlp/telemetry.ts', import.meta.url)}')
      const exposition = { collect: async () => { throw new Error('collected') } }
      const clock = { now: () => 0, sleep: async () => {} }
      const telemetry = await startTelemetry({ endpoint: null, serviceVersion: '1', exposition, clock })
      const result = await telemetry.span('tick', {}, () => 42)
      await telemetry.shutdown()
      console.log(JSON.stringify({ result, loaded }))
    `
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    const { result, loaded } = JSON.parse(stdout) as { result: number; loaded: string[] }
    assert.equal(result, 42)
    assert.ok(loaded.length > 0)
    assert.deepEqual(
      loaded.filter(specifier => specifier.includes('opentelemetry')),
      [],
    )
  })
})

/** A received metric as the text format writes it. */
function asLines({ name, gauge, sum, histogram }: ReceivedMetric): string[] {
  const plain = (gauge ?? sum)?.dataPoints.map(
    ({ attributes, asDouble }) => `${name}${text(labelsOf(attributes))} ${asDouble}`,
  )
  const buckets = histogram?.dataPoints.flatMap(
    ({ attributes, count, sum: total, bucketCounts = [], explicitBounds = [] }) => {
      const own = labelsOf(attributes)
      let below = 0
      const lines = [...explicitBounds, '+Inf'].map((le, i) => {
        below += bucketCounts[i] ?? 0
        return `${name}_bucket${text({ le, ...own })} ${below}`
      })
      return [...lines, `${name}_sum${text(own)} ${total}`, `${name}_count${text(own)} ${count}`]
    },
  )
  return [...(plain ?? []), ...(buckets ?? [])]
}

function text(labels: Record<string, unknown>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
