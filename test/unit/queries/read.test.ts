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
import { suppressionWords } from '../../../src/presentation/suppression.ts'
import { createViews } from '../../../src/queries/read.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { alertJson } from '../../../src/web/api/api.ts'
import { actingOptions } from '../../support/alerts/acting.ts'
import { episodeOf, LEVEL, NOW, SERIES } from '../../support/alerts/alert-samples.ts'
import { messageOf } from '../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../support/folder.ts'

const ANN = { name: 'ann', email: ['ann@example.org'] }
const BOB = { name: 'bob', email: ['bob@example.org'] }

function setup(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const { id: seriesId } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  const live = createLive()
  const views = createViews({
    store,
    monitor: createMonitor({ describe: describeChange }),
    causes: createCauseFinder(store),
    live,
    clock,
    service: { name: 'test', version: '0' },
    demo: null,
    rules: [],
    contacts: [ANN, BOB],
    staleAfter: HOUR,
    rollouts: [],
    ways: [{ channel: 'email', to: 'folder', at: 'mail' }],
    indicatorOf: ({ indicator }) => {
      const found = indicatorNamed(indicator)
      return found === null ? null : { indicator: found, note: null }
    },
  })
  return { store, live, clock, views, seriesId }
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

const PAGED = { state: 'firing', at: NOW, severity: 'page', reminders: 0, first: 1, last: 1 } as const

test('whose message was given up reads as not notified, in the history and of the same incident too', async t => {
  const { store, views, seriesId } = setup(t)
  const root = episodeOf(LEVEL, { id: 'root', seriesId, notified: { ann: PAGED, bob: PAGED } })
  store.episodes.save(root)
  for (const name of ['ann', 'bob']) {
    const entry = { actor: 'slowburn', action: 'notified', episodeId: 'root', detail: `${name}: new` }
    store.history.add({ ...entry, at: NOW })
    store.outbox.add([messageOf({ episodeId: 'root', recipient: `${name}@example.org`, createdAt: NOW })])
  }
  for (const { id, recipient } of store.outbox.due(NOW, 9)) {
    const [state, detail] =
      recipient === 'ann@example.org'
        ? (['dead', '550 <ann@example.org> is gone'] as const)
        : (['accepted', '250'] as const)
    store.outbox.settle(id, state, NOW + MINUTE, detail)
  }
  const alert = await views.alert('root')
  const why = '550 <a…@example.org> is gone'
  assert.deepEqual(alert?.suppressed, [
    { episodeId: 'root', contact: 'ann', reason: 'given up', by: null, until: null, why },
  ])
  assert.deepEqual(
    alert.history.filter(({ what }) => what.endsWith('notified')).map(({ what, detail }) => [what, detail]),
    [
      ['not notified', `ann: new, given up: ${why}`],
      ['notified', 'bob: new'],
    ],
  )
  const { notified } = alertJson(alert) as { notified: Array<{ contact: string }> }
  assert.deepEqual(
    notified.map(({ contact }) => contact),
    ['bob'],
  )
})

test('what ann should have heard of with another alert she has not heard of where that one did not reach her', async t => {
  const { store, live, views, seriesId } = setup(t)
  for (const id of ['root', 'symptom']) store.episodes.save(episodeOf(LEVEL, { id, seriesId, series: id }))
  store.outbox.add([messageOf({ episodeId: 'root', fault: 'it is too large' })])
  const same = { episodeId: 'symptom', reason: 'same incident' as const, by: 'root', until: null }
  live.suppressed = [
    { ...same, contact: 'ann' },
    { ...same, contact: 'bob' },
  ]
  const alert = await views.alert('symptom')
  assert.deepEqual(
    alert?.suppressed.map(one => [one.contact, suppressionWords(one)]),
    [
      ['ann', 'the message was given up: it is too large'],
      ['bob', 'notified with another alert of the same incident'],
    ],
  )
})
