// A scan of real servers that keep months of what nobody has configured.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { scanCommand } from '../../src/cli/commands/scan.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { serverAddress } from '../../src/core/secrets/server-address.ts'
import { labelSet } from '../../src/exposition/labels.ts'
import type { WrittenSeries } from '../../src/exposition/remote-write/requests.ts'
import { sendAll } from '../../src/exposition/remote-write/send.ts'
import type { Scan } from '../../src/scan/scan.ts'
import { normal, random } from '../support/detection/detection.ts'
import { needs, startKeepingPrometheus } from '../support/exposition/prometheus.ts'
import { startKeepingVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'
import { runCommandHere } from '../support/process/fake-service.ts'

const EVERY = 20 * MINUTE
const SPAN = 60 * DAY
const STEP = 3 * HOUR
const END = Math.floor(Date.now() / STEP) * STEP

const FAMILY = {
  type: 'gauge',
  help: 'Of a test.',
  labels: [],
  perSeries: false,
  unit: null,
  topic: 'series',
} as const

/** A platform of twelve workers: from day 40 on a request of four of them takes half as long again, and one queue creeps from day 20 on. */
function* platform(): Generator<WrittenSeries> {
  const gauss = normal(random(5))
  const counts = Math.floor(SPAN / EVERY) + 1
  for (let worker = 0; worker < 12; worker++) {
    const labels = { job: worker < 6 ? 'render' : 'mail', instance: `w${worker}` }
    const rows: Record<string, number[]> = {
      jobs_total: [],
      job_seconds_sum: [],
      job_seconds_count: [],
      queue: [],
      slots: [],
    }
    const [count, sum] = [{ value: 0 }, { value: 0 }]
    let wander = 0
    for (let i = 0; i < counts; i++) {
      const day = (i * EVERY) / DAY
      wander = 0.7 * wander + 0.07 * gauss()
      const done = Math.round(400 * Math.exp(0.4 * Math.sin(2 * Math.PI * day) + wander))
      const slow = worker < 4 && day > 40 ? 1.5 : 1
      count.value += done
      sum.value += done * 2 * slow * Math.exp(0.05 * gauss())
      const creep = worker === 8 ? Math.exp(0.02 * Math.max(0, day - 20)) : 1
      rows.jobs_total?.push(count.value)
      rows.job_seconds_count?.push(count.value)
      rows.job_seconds_sum?.push(sum.value)
      rows.queue?.push(20 * creep * Math.exp(0.3 * Math.sin(2 * Math.PI * day) + 0.2 * gauss()))
      rows.slots?.push(8)
    }
    for (const [name, values] of Object.entries(rows)) {
      const samples = values.map((value, i) => ({ at: END - SPAN + i * EVERY, value }))
      yield { family: { ...FAMILY, name }, labels: labelSet(labels), samples }
    }
  }
}

async function scanned(t: TestContext, url: string, ...options: string[]): Promise<Scan> {
  const until = new Date(END).toISOString()
  const all = ['--prometheus', url, '--until', until, '--since', '60d', '--json', ...options]
  const { stdout, stderr, code } = await runCommandHere(t, scanCommand, ...all)
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Scan
}

async function fill(url: string): Promise<void> {
  const server = serverAddress(`${url}/api/v1/write`, null)
  assert.ok(server)
  const sent = await sendAll(platform(), { server, userAgent: 'test', wait: async () => {} })
  assert.ok(sent.samples > 250_000)
}

/** Four instances of one story, one of another, and nothing else of sixty. */
async function assertFound(t: TestContext, url: string): Promise<void> {
  const { stories, series, unjudged, faults } = await scanned(t, url)
  assert.deepEqual(faults, [])
  assert.deepEqual([series, unjudged], [60, { constant: 12, short: 0, gone: 0 }])
  const told = stories.map(({ members, shared }) => ({
    metric: [...new Set(members.map(({ metric, view }) => `${view} ${metric}`))],
    of: members.map(({ labels }) => labels.instance).toSorted(),
    kind: [...new Set(members.map(({ drift }) => drift.kind))],
    shared,
  }))
  const slow = {
    metric: ['mean job_seconds'],
    of: ['w0', 'w1', 'w2', 'w3'],
    kind: ['level'],
    shared: { job: 'render' },
  }
  const creeping = {
    metric: ['value queue'],
    of: ['w8'],
    kind: ['slope'],
    shared: { instance: 'w8', job: 'mail' },
  }
  assert.deepEqual(
    new Set(told.map(one => JSON.stringify(one))),
    new Set([slow, creeping].map(one => JSON.stringify(one))),
  )
  for (const { drift } of stories.find(({ members }) => members.length === 4)?.members ?? []) {
    const since = END - 20 * DAY
    assert.ok(drift.onset.lower - STEP <= since && drift.onset.upper + STEP >= since)
    assert.ok((drift.relative?.lower ?? 0) < 0.52 && (drift.relative?.upper ?? 0) > 0.48)
  }
  const { series: ofMail, stories: left } = await scanned(t, url, '--match', '{job="mail"}')
  assert.deepEqual([ofMail, left.length], [30, 1])
}

describe('a scan', () => {
  test('of a real Prometheus finds what got worse, and nothing else', needs('prometheus'), async t => {
    const url = await startKeepingPrometheus(t)
    await fill(url)
    await assertFound(t, url)
  })

  test('of a real VictoriaMetrics does too', needs('victoria-metrics'), async t => {
    const url = await startKeepingVictoriaMetrics(t)
    await fill(url)
    await fetch(`${url}/internal/force_flush`)
    await assertFound(t, url)
  })
})
