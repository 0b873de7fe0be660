import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { readQuestion } from '../../../../src/pipeline/alerts/question.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { actingOn, plantDrift } from '../../../support/alerts/acting.ts'
import { NOW, RULE } from '../../../support/alerts/alert-samples.ts'
import { SILENCE } from '../../../support/alerts/operations.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const ALERTING = {
  rules: [RULE],
  contacts: [],
  policy: { route: null, rotas: [], intervals: [], inhibitions: [], flapping: null } as never,
  patience: 2 * DAY,
}

describe('what is decided upon', () => {
  test('is what stands, what is open and what mutes it', async t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const episode = await plantDrift(store, NOW)
    actingOn(store, manualClock(NOW)).silence(SILENCE)
    const deps = { store, alerting: ALERTING, settingsOf: () => ({ indicator: taskRunTimeP50, limit: null }) }
    const question = readQuestion(deps, NOW, () => true)
    assert.deepEqual(
      question.standing?.map(({ series }) => series.key),
      [episode.series],
    )
    assert.deepEqual(
      question.open.map(({ id }) => id),
      [episode.id],
    )
    assert.equal(question.silences.length, 1)
    assert.equal(question.labelsOf(episode).task_type, 'build')
  })

  test('holds no change while history is read, nor one of an indicator that is computed no more', async t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    await plantDrift(store, NOW)
    const computed = {
      store,
      alerting: ALERTING,
      settingsOf: () => ({ indicator: taskRunTimeP50, limit: null }),
    }
    assert.equal(readQuestion(computed, NOW, () => false).standing?.length, 1, 'what was raised stands on')
    for (const episode of store.episodes.open()) {
      store.episodes.save({ ...episode, state: 'resolved', resolvedAt: NOW })
    }
    assert.deepEqual(readQuestion(computed, NOW, () => false).standing, [])
    const dropped = readQuestion({ ...computed, settingsOf: () => null }, NOW, () => true)
    assert.deepEqual(dropped.standing, [])
    assert.equal(dropped.known.size, 0)
  })

  test('takes no page before it was granted: it waits, or counts as a watch of what was raised before', async t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const { seriesId } = await plantDrift(store, NOW)
    const deps = { store, alerting: ALERTING, settingsOf: () => ({ indicator: taskRunTimeP50, limit: null }) }
    const severities = (): Array<string | undefined> =>
      (readQuestion(deps, NOW, () => true).standing ?? []).map(({ record }) => record.alarm.severity)
    const record = store.changes.standing(seriesId)
    assert.ok(record !== null)
    store.changes.save({ ...record, alarm: { ...record.alarm, severity: 'page' } })
    assert.deepEqual(severities(), ['page'], 'where there is no fleet control yet')
    store.changes.saveFleet({ version: 1, granted: {} })
    assert.deepEqual(severities(), ['watch'])
    for (const episode of store.episodes.open()) {
      store.episodes.save({ ...episode, state: 'resolved', resolvedAt: NOW })
    }
    assert.deepEqual(severities(), [])
    store.changes.saveFleet({ version: 1, granted: { [seriesId]: NOW } })
    assert.deepEqual(severities(), ['page'])
  })
})
