import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { episodeOf, LEVEL } from '../../support/alerts/alert-samples.ts'
import { ANN, alertsIn } from '../../support/alerts/operations.ts'

describe('finding an alert by its id', () => {
  test('an id may be given by its first six characters, if no other begins so', t => {
    const ids = ['abcdef1111', 'abcdef2222', 'fedcba0000']
    const { acting, store } = alertsIn(t, ...ids.map(id => episodeOf(LEVEL, { id })))
    const outcome = acting.acknowledge('fedcba', ANN)
    assert.ok(outcome.done && outcome.episode.id === 'fedcba0000')
    const reasons = ['abcdef', 'fedcb', 'aaaaaaaa'].map(id => {
      const refused = acting.acknowledge(id, ANN)
      return refused.done ? 'done' : refused.reason
    })
    assert.deepEqual(reasons, ['ambiguous', 'unknown', 'unknown'])
    const history = acting.historyOf('fedcba')
    assert.ok(history.done)
    assert.deepEqual(history.entries, store.history.of('fedcba0000'))
  })
})
