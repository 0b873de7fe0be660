import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { createViews } from '../../../src/queries/read.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { actingOptions } from '../../support/alerts/acting.ts'
import { episodeOf, LEVEL, NOW, SERIES } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

function setup(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const { id: seriesId } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  const views = createViews({
    store,
    monitor: createMonitor({ describe: describeChange }),
    causes: createCauseFinder(store),
    live: createLive(),
    clock,
    service: { name: 'test', version: '0' },
    demo: null,
    rules: [],
    staleAfter: HOUR,
    transport: { kind: 'mailbox', folder: 'mail' },
    indicatorOf: ({ indicator }) => {
      const found = indicatorNamed(indicator)
      return found === null ? null : { indicator: found, note: null }
    },
  })
  return { store, clock, views, seriesId }
}

test('alerts are listed whole, in parts: those that stand first, however old', async t => {
  const { store, views, seriesId } = setup(t)
  for (const id of ['a', 'b']) {
    store.episodes.save(episodeOf(LEVEL, { id, seriesId, pendingSince: NOW - 100 * HOUR }))
  }
  for (let k = 0; k < 5; k++) {
    const pendingSince = NOW - (5 - k) * HOUR
    store.episodes.save(episodeOf(LEVEL, { id: `over ${k}`, seriesId, state: 'resolved', pendingSince }))
  }
  const pages: string[][] = []
  for (let offset = 0; offset < 9; offset += 3) {
    const { firing, pending, total, rows } = await views.alerts({ offset, limit: 3 })
    assert.deepEqual([firing, pending, total], [2, 0, 7])
    pages.push(rows.map(({ episode }) => episode.id))
  }
  assert.deepEqual(pages, [['b', 'a', 'over 4'], ['over 3', 'over 2', 'over 1'], ['over 0']])
})

test('the history of an alert says who did what, as it was recorded', async t => {
  const { store, clock, views, seriesId } = setup(t)
  const episode = episodeOf(LEVEL, { seriesId })
  store.episodes.save(episode)
  const fired = { at: NOW - MINUTE, actor: 'slowburn', action: 'firing', episodeId: episode.id, detail: '' }
  store.history.add(fired)
  createAlertActions(actingOptions(store, clock)).acknowledge(episode.id, { by: 'ann', note: 'on it' })
  const alert = await views.alert(episode.id)
  assert.deepEqual(alert?.history, [
    { at: NOW - MINUTE, what: 'firing', detail: null, who: null },
    { at: NOW, what: 'acknowledged', detail: 'on it', who: 'ann' },
  ])
})
