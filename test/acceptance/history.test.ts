import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { exportCommand } from '../../src/cli/commands/export.ts'
import { HOUR, MINUTE } from '../../src/core/duration.ts'
import { committedBoards, panelsOf } from '../support/dashboards/boards.ts'
import { asking, filledIn } from '../support/dashboards/live.ts'
import { needs, run, startKeepingPrometheus, startServer } from '../support/exposition/prometheus.ts'
import { startKeepingVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommandHere } from '../support/process/fake-service.ts'
import { fillStore } from '../support/storage/full-store.ts'

const NOW = Date.UTC(2025, 10, 20, 12)

describe('the history of a slowburn', needs('prometheus', 'promtool'), () => {
  test('fills a real Prometheus, by promtool, so that the boards are full on the first day', async t => {
    const [data, out, blocks] = [temporaryFolder(t), temporaryFolder(t), temporaryFolder(t)]
    fillStore(data, NOW)
    await runCommandHere(t, exportCommand, '--openmetrics', '--data', data, '--out', out)
    for (const day of readdirSync(out)) {
      const made = await run('promtool', [
        'tsdb',
        'create-blocks-from',
        'openmetrics',
        '-q',
        join(out, day),
        blocks,
      ])
      assert.equal(made.code, 0, made.output)
    }
    const { url } = await startServer(t, 'prometheus', address => [
      `--config.file=${join(import.meta.dirname, '../../alerts/examples/prometheus.yml')}`,
      `--storage.tsdb.path=${blocks}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ])
    await assertWhole(asking(url))
  })
})

describe('the history of a slowburn, by remote write', () => {
  test('fills a running Prometheus that takes samples out of order', needs('prometheus'), async t => {
    const url = await startKeepingPrometheus(t)
    assert.match((await send(t, `${url}/api/v1/write`)).stdout, /^Sent /)
    await assertWhole(asking(url))
  })

  test('is refused by a Prometheus that takes none, with what to do', needs('prometheus'), async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'prometheus.yml')
    writeFileSync(file, '{}')
    const { url } = await startServer(t, 'prometheus', address => [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.enable-remote-write-receiver',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ])
    const { stderr } = await send(t, `${url}/api/v1/write`)
    assert.match(stderr, /does not take the samples: 400 out of bounds\. .*out_of_order_time_window/)
  })

  test('fills a VictoriaMetrics', needs('victoria-metrics'), async t => {
    const url = await startKeepingVictoriaMetrics(t)
    assert.match((await send(t, `${url}/api/v1/write`)).stdout, /^Sent /)
    await fetch(`${url}/internal/force_flush`)
    await assertWhole(asking(url))
  })

  test(
    'is not said to be there where a VictoriaMetrics keeps nothing so old',
    needs('victoria-metrics'),
    async t => {
      const { url } = await startServer(
        t,
        'victoria-metrics',
        address => [
          `-httpListenAddr=${address}`,
          `-storageDataPath=${temporaryFolder(t)}`,
          '-retentionPeriod=1d',
          '-loggerLevel=PANIC',
        ],
        '/health',
      )
      const { stdout, stderr } = await send(t, `${url}/api/v1/write`)
      assert.equal(stdout, '')
      assert.match(
        stderr,
        /took \d+ samples, and keeps none as old as the earliest, of 2025-.*-retentionPeriod/,
      )
    },
  )
})

async function send(t: TestContext, url: string): Promise<{ stdout: string; stderr: string }> {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const said = await runCommandHere(t, exportCommand, '--data', data, '--remote-write', url)
  t.diagnostic(`${said.stdout}${said.stderr}`.trim())
  return said
}

async function assertWhole(ask: ReturnType<typeof asking>): Promise<void> {
  const work = committedBoards().find(({ uid }) => uid === 'slowburn-work')
  const panel = work && panelsOf(work).find(({ title }) => title === 'How long does a task run?')
  const expr = filledIn(panel?.targets?.[0]?.expr ?? '', { job: '.+', instance: '.+' })
  for (const back of [2 * MINUTE, 7 * HOUR, 9 * 24 * HOUR + 59 * MINUTE]) {
    const at = NOW - back
    const [answer, ...others] = await ask(expr, at)
    assert.deepEqual(others, [])
    assert.equal(answer?.metric.series, 'build')
    // As the store was filled.
    const index = 400 - Math.ceil(back / HOUR)
    const expected = 60 + 5 * Math.sin(index * 12.9898) * Math.cos(index * 78.233)
    // VictoriaMetrics keeps twelve digits.
    assert.ok(
      Math.abs((answer?.value ?? Number.NaN) / expected - 1) < 1e-9,
      `${answer?.value} is not ${expected}`,
    )
  }
  assert.equal((await ask('slowburn_change_active', NOW - MINUTE)).length, 1)
  assert.deepEqual(await ask('slowburn_change_active', NOW - 2 * HOUR), [])
  assert.deepEqual(await ask('slowburn_series_info', NOW + 10 * MINUTE), [])
}
