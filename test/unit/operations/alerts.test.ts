import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import { actingOptions } from '../../support/alerts/acting.ts'
import { ANN, alertsIn, EPISODE, SILENCE, said } from '../../support/alerts/operations.ts'

describe('the actions on alerts', () => {
  test('leaves nothing behind where the entry cannot be written', t => {
    const { store, clock } = alertsIn(t)
    const history = {
      ...store.history,
      add: () => {
        throw new Error('disk full')
      },
    }
    const acting = createAlertActions(actingOptions({ ...store, history }, clock))
    assert.throws(() => acting.acknowledge(EPISODE.id, ANN), /disk full/)
    assert.throws(() => acting.silence(SILENCE), /disk full/)
    assert.equal(store.episodes.get(EPISODE.id)?.handling, undefined)
    assert.deepEqual(store.silences.list(10), [])
  })

  test('stop a report for an address and start it again, by name', t => {
    const { store, acting } = alertsIn(t)
    assert.deepEqual(acting.leave('weekly', 'a@example.org', 'a@example.org'), { done: true, changed: true })
    assert.deepEqual(acting.leave('weekly', 'a@example.org', 'a@example.org'), { done: true, changed: false })
    assert.deepEqual(acting.rejoin('weekly', 'a@example.org', 'ann'), { done: true, changed: true })
    const again = acting.rejoin('weekly', 'a@example.org', 'ann')
    assert.ok(!again.done && again.reason === 'unknown')
    assert.deepEqual(said(store), [
      'a@example.org left weekly: a@example.org',
      'ann rejoined weekly: a@example.org',
    ])
  })
})
