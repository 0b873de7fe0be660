import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { isUnderway, readinessOf } from '../../../src/rollouts/readiness.ts'
import {
  emptyLedger,
  endOf,
  NOW,
  readyLedger,
  rehearsalOf,
  released,
  settingsOf,
} from '../../support/rollout/ledger.ts'

function verdictOf(t: TestContext, given: Parameters<typeof readyLedger>[1] = {}) {
  return readinessOf(settingsOf(), readyLedger(t, given), NOW)
}

describe('the readiness of a rollback', () => {
  test('is a conjunction: where all six conditions hold, it is ready', t => {
    const { verdict, reasons, pair, conditions } = verdictOf(t)
    assert.deepEqual([verdict, reasons, pair], ['ready', [], { from: 'v2', to: 'v1' }])
    assert.deepEqual(
      conditions.map(({ name, holds }) => [name, holds]),
      ['artefact', 'digest', 'rehearsed', 'invariants', 'restore_time', 'telemetry'].map(name => [
        name,
        true,
      ]),
    )
    for (const { name, at } of conditions) assert.ok(at !== null && at <= NOW, name)
  })

  test('is never ready for what is not known: nothing recorded, looked at, rehearsed or brought', t => {
    const store = emptyLedger(t)
    assert.equal(readinessOf(settingsOf(), store, NOW).verdict, 'insufficient')
    released(store, 'v1', NOW - 2 * DAY)
    assert.equal(readinessOf(settingsOf(), store, NOW).pair, null)
    released(store, 'v2', NOW - DAY)
    const { verdict, conditions } = readinessOf(settingsOf(), store, NOW)
    assert.equal(verdict, 'insufficient')
    for (const { holds } of conditions) assert.equal(holds, null)
  })

  test('lapses with the seventh day, and with another pair of versions', t => {
    assert.equal(verdictOf(t, { rehearsedAt: NOW - 7 * DAY }).verdict, 'ready')
    assert.equal(verdictOf(t, { rehearsedAt: NOW - 7 * DAY - 1 }).verdict, 'not ready')
    const store = readyLedger(t)
    released(store, 'v3', NOW - HOUR)
    const { verdict, pair } = readinessOf(settingsOf(), store, NOW)
    assert.deepEqual([verdict, pair], ['insufficient', { from: 'v3', to: 'v2' }])
  })

  test('is broken by a rehearsal that began and never ended, until another has come to its end', t => {
    const store = readyLedger(t)
    store.rollouts.begin('api', { ...rehearsalOf(NOW - 2.5 * HOUR), id: 'killed' })
    const { verdict, reasons } = readinessOf(settingsOf(), store, NOW)
    assert.equal(verdict, 'broken')
    assert.deepEqual(reasons, ['the last rehearsal was begun and has not ended'])
    store.rollouts.begin('api', { ...rehearsalOf(NOW - HOUR, endOf(NOW - HOUR)), id: 'again' })
    assert.equal(readinessOf(settingsOf(), store, NOW).verdict, 'ready')
    store.rollouts.begin('api', {
      ...rehearsalOf(NOW - HOUR, endOf(NOW - HOUR, { interrupted: true })),
      id: 'stopped',
    })
    assert.equal(readinessOf(settingsOf(), store, NOW).verdict, 'broken')
  })

  test('stays what it was while another rehearsal is under way', t => {
    const store = readyLedger(t)
    store.rollouts.begin('api', { ...rehearsalOf(NOW - MINUTE), id: 'now' })
    const { verdict, underway } = readinessOf(settingsOf(), store, NOW)
    assert.deepEqual([verdict, underway?.id], ['ready', 'now'])
  })

  test('does not believe a clock that has jumped back', t => {
    const { verdict } = readinessOf(settingsOf(), readyLedger(t), NOW - 5 * HOUR)
    assert.equal(verdict, 'insufficient')
    assert.equal(isUnderway(rehearsalOf(NOW), NOW - 1), false)
    assert.equal(isUnderway(rehearsalOf(NOW), NOW + 2 * HOUR), true)
    assert.equal(isUnderway(rehearsalOf(NOW), NOW + 2 * HOUR + 1), false)
  })

  test('looks at the sources that are named, and at none else', t => {
    const store = readyLedger(t)
    const named = readinessOf(settingsOf({ sources: ['another'] }), store, NOW)
    assert.equal(named.verdict, 'not ready')
    assert.match(named.reasons[0] ?? '', /^telemetry: source another has brought no fact/)
  })
})
