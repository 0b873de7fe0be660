import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alerts, muted, receivedAlerts, receivedReports } from '../../../../src/exposition/metrics/alerts.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

test('alerts are counted by rule and state, those of a quiet rule as zero', () => {
  assert.deepEqual(alerts.samples(stateOf({ alerts: [{ rule: 'worse', pending: 0, firing: 2 }] })), [
    [0, { rule: 'worse', state: 'pending' }],
    [2, { rule: 'worse', state: 'firing' }],
  ])
})

test('every reason for which somebody is not notified has a sample', () => {
  const samples = [...muted.samples(stateOf({ muted: { silenced: 3 } }))]
  assert.ok(samples.length > 5)
  assert.deepEqual(
    samples.filter(([value]) => value !== 0),
    [[3, { reason: 'silenced' }]],
  )
})

test('alerts of an Alertmanager are counted apart', () => {
  assert.deepEqual(receivedAlerts.samples(stateOf({ receivedAlerts: 4 })), [[4]])
})

test('what an Alertmanager posts is counted from zero, by what becomes of it', () => {
  const zeros = receivedReports.zeros?.({
    stages: [],
    sources: [],
    notifiers: [],
    objectives: [],
    indicators: [],
  })
  assert.deepEqual(zeros, [
    { outcome: 'taken' },
    { outcome: 'ours' },
    { outcome: 'ignored' },
    { outcome: 'truncated' },
  ])
})
