import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { createAskMetrics } from '../../../src/exposition/asked/ask-metrics.ts'
import { takeSnapshot } from '../../../src/pipeline/publish.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { NOW, releaseAt } from '../../support/alerts/alert-samples.ts'
import { READABLE } from '../../support/exposition/readable-settings.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { watchdogOf } from '../../support/watchdog.ts'

function inputOf(t: TestContext) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  return {
    store,
    settings: READABLE,
    monitor: createMonitor({ describe: describeChange }),
    live: createLive(),
    rules: [],
    contacts: [],
    sources: [],
    pages: 'http://127.0.0.1:9464',
    interval: MINUTE,
    now: NOW,
    ask: createAskMetrics(watchdogOf()),
    fault: () => assert.fail('every metric can be read'),
  }
}

test('a snapshot holds the latest release of each component and environment, then the newest before them, fifty in all', async t => {
  const input = inputOf(t)
  const { store } = input
  const versions = async () =>
    (await takeSnapshot(input, async () => {})).releases.map(({ version }) => version)
  assert.deepEqual(await versions(), [])
  store.releases.add(releaseAt(NOW - 3 * HOUR, { version: 'old' }))
  store.releases.add(releaseAt(NOW - 2 * HOUR, { version: 'in the eu', environment: 'eu' }))
  store.releases.add(releaseAt(NOW - HOUR, { version: 'new' }))
  assert.deepEqual(await versions(), ['new', 'in the eu', 'old'])
  // The same again says when it took over last.
  store.releases.add(releaseAt(NOW - MINUTE, { version: 'old' }))
  assert.deepEqual(await versions(), ['old', 'new', 'in the eu'])
  for (let i = 0; i < 60; i++) store.releases.add(releaseAt(NOW + i, { component: `part ${i}` }))
  assert.equal((await versions()).length, 50)
})

test('a snapshot names each part that fails, whatever kind it is of and however it fails, once', async t => {
  const input = inputOf(t)
  const { live } = input
  assert.deepEqual((await takeSnapshot(input, async () => {})).faulty, [])
  live.notifiers.set('email', [])
  live.notifiers.set('toy', ['it cannot be opened'])
  live.indicatorFaults.set('toy_ratio', 'it throws')
  live.metricFaults = new Map([['slowburn_toy', 'it answers nonsense']])
  live.pageFaults.set('/toy', 'it did not return')
  live.strays.note({ kind: 'source', name: 'toys' }, 'threw outside of any call', NOW)
  live.strays.note({ kind: 'page', name: '/toy' }, 'threw outside of any call', NOW)
  const { faulty } = await takeSnapshot(input, async () => {})
  assert.deepEqual(faulty.map(({ kind, name }) => `${kind} ${name}`).toSorted(), [
    'indicator toy_ratio',
    'metric slowburn_toy',
    'notifier toy',
    'page /toy',
    'source toys',
  ])
})
