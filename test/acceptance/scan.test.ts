// A scan of real servers that keep months of what nobody has configured.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { scanCommand } from '../../src/cli/commands/scan.ts'
import { DAY } from '../../src/core/duration.ts'
import type { Scan } from '../../src/scan/scan.ts'
import { needs, startKeepingPrometheus } from '../support/exposition/prometheus.ts'
import { startKeepingVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'
import { runCommandHere } from '../support/process/fake-service.ts'
import { END, fill, STEP } from '../support/scan/filled.ts'

async function scanned(t: TestContext, url: string, ...options: string[]): Promise<Scan> {
  const until = new Date(END).toISOString()
  const all = ['--prometheus', url, '--until', until, '--since', '60d', '--json', ...options]
  const { stdout, stderr, code } = await runCommandHere(t, scanCommand, ...all)
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Scan
}

/** Four instances of one story, one of another, a service whose pods come and go, and nothing else of sixty-two. */
async function assertFound(t: TestContext, url: string): Promise<void> {
  const { stories, series, unjudged, faults } = await scanned(t, url)
  assert.deepEqual(faults, [])
  assert.deepEqual([series, unjudged], [62, { constant: 12, short: 0, gone: 0 }])
  const told = stories.map(({ members, shared }) => ({
    metric: [...new Set(members.map(({ metric, view }) => `${view} ${metric}`))],
    of: members.map(({ labels }) => labels.instance).toSorted(),
    kind: [...new Set(members.map(({ drift }) => drift.kind))],
    over: members.flatMap(({ over }) => over),
    shared,
  }))
  const slow = {
    metric: ['mean job_seconds'],
    of: ['w0', 'w1', 'w2', 'w3'],
    kind: ['level'],
    over: [],
    shared: { job: 'render' },
  }
  const creeping = {
    metric: ['value queue'],
    of: ['w8'],
    kind: ['slope'],
    over: [],
    shared: { instance: 'w8', job: 'mail' },
  }
  const deployed = {
    metric: ['mean call_seconds'],
    of: [undefined],
    kind: ['level'],
    over: ['pod'],
    shared: { job: 'web' },
  }
  assert.deepEqual(
    new Set(told.map(one => JSON.stringify(one))),
    new Set([slow, creeping, deployed].map(one => JSON.stringify(one))),
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
