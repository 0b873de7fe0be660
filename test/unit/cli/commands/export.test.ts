import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportCommand } from '../../../../src/cli/commands/export.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { serve } from '../../../support/exposition/prometheus.ts'
import { readRequest, receiver } from '../../../support/exposition/remote-write.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'
import { fillStore } from '../../../support/storage/full-store.ts'

const NOW = Date.UTC(2025, 10, 20, 12)

test('slowburn export writes a file for each day in which there is something, with the labels of a scrape', async t => {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const out = join(temporaryFolder(t), 'history')
  const options = ['--openmetrics', '--data', data, '--out', out, '--from', '2025-11-19T18:00Z']
  const { stdout } = await runCommandHere(t, exportCommand, ...options, '--instance', 'drift:9464')
  assert.match(stdout, /^Wrote 2 days with \d+ lines to /)
  assert.deepEqual(readdirSync(out).sort(), ['2025-11-19.om', '2025-11-20.om'])
  const text = readFileSync(join(out, '2025-11-20.om'), 'utf8')
  assert.match(
    text,
    /^slowburn_task_run_time_p50_seconds\{job="slowburn",instance="drift:9464",task_type="build"\} /m,
  )
  assert.match(text, /page="http:\/\/drift:9464\/series\/1"/)
  assert.match(text, /^slowburn_change_active\{.*severity="page"/m)
  assert.ok(text.endsWith('\n# EOF\n'))
})

test('slowburn export gives series whichever labels the target has, so that what is scraped goes on with them', async t => {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const out = join(temporaryFolder(t), 'history')
  const options = ['--openmetrics', '--data', data, '--out', out, '--from', '2025-11-19T18:00Z']
  const labels = ['--label', 'namespace=ai', '--label', 'pod=slowburn-0']
  await runCommandHere(t, exportCommand, ...options, ...labels)
  const lines = readFileSync(join(out, '2025-11-20.om'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('slowburn'))
  assert.ok(lines.length > 0)
  for (const line of lines)
    assert.match(line, /\{job="slowburn",instance="127.0.0.1:9464",namespace="ai",pod="slowburn-0"/)
})

test('slowburn export hands the same to a receiver of remote write, with the token that it asks for', async t => {
  const data = temporaryFolder(t)
  fillStore(data, NOW)
  const token = join(data, 'token')
  writeFileSync(token, 'secret\n')
  const { listener, received } = receiver((_request, _headers, body) => {
    const written = readRequest('2.0', body).reduce((sum, { samples }) => sum + samples.length, 0)
    return { status: 204, headers: { 'X-Prometheus-Remote-Write-Samples-Written': String(written) } }
  })
  const url = `http://${await serve(t, listener)}/api/v1/write`
  const options = [
    '--data',
    data,
    '--remote-write',
    url,
    '--token-file',
    token,
    '--from',
    '2025-11-19T18:00Z',
  ]
  const { stdout } = await runCommandHere(t, exportCommand, ...options)
  const said = /^Sent (\d+) samples in (\d+) requests of remote write 2\.0 to /.exec(stdout)
  const series = received.flatMap(({ body }) => readRequest('2.0', body))
  assert.equal(
    Number(said?.[1]),
    series.reduce((sum, { samples }) => sum + samples.length, 0),
  )
  assert.equal(Number(said?.[2]), received.length)
  assert.ok(received.every(one => one.headers.authorization === 'Bearer secret'))
})

test('slowburn export says what is missing, or wrong', async t => {
  const data = temporaryFolder(t)
  openSqliteStore(data).close()
  const fault = async (...options: string[]): Promise<string> => {
    const out = join(data, 'out')
    return (await runCommandHere(t, exportCommand, '--data', data, '--out', out, ...options)).stderr
  }
  const without = await runCommandHere(t, exportCommand, '--data', data, '--openmetrics')
  assert.match(without.stderr, /--openmetrics needs --out FOLDER/)
  assert.match(await fault('--remote-write', 'prometheus'), /--remote-write is no address such as/)
  assert.doesNotMatch(await fault('--remote-write', 'me:hunter22@prometheus'), /hunter22/)
  assert.match(await fault('--remote-write', 'http://x/', '--token-file', join(data, 'none')), /ENOENT/)
  assert.match(await fault(), /in which format: --openmetrics/)
  assert.match(await fault('--openmetrics'), /no series yet/)
  fillStore(data, NOW)
  for (const text of ['monday', '01/05/2023', '2025-11-19T18:00'])
    assert.match(await fault('--openmetrics', '--from', text), /--from is a time such as/)
  for (const step of ['5m', '0s', 'soon'])
    assert.match(await fault('--openmetrics', '--step', step), /--step is a duration from 1s to less than 5m/)
  for (const label of ['cluster', 'cluster=', '__x=y', '9=y'])
    assert.match(
      await fault('--openmetrics', '--label', label),
      /--label is a name and a value, such as cluster=east/,
    )
  assert.match(await fault('--openmetrics', '--label', 'job=x'), /say --job x/)
})
