import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { type Condition, conditionsOf, type Known } from '../../../src/rollouts/conditions.ts'
import { DIGEST, endOf, NOW, rehearsalOf, settingsOf } from '../../support/rollout/ledger.ts'

const at = NOW - HOUR
const look = { version: 'v1', at, digest: DIGEST, fault: null }
const end = (more: Parameters<typeof endOf>[1]) => {
  const rehearsal = rehearsalOf(at)
  return { rehearsed: { ...rehearsal, end: endOf(at, more) } }
}

function heldOf(name: Condition['name'], more: Partial<Known> = {}): boolean | null | undefined {
  const known: Known = {
    pair: { from: 'v2', to: 'v1' },
    digests: [{ version: 'v1', digest: DIGEST, at, by: 'ci' }],
    looks: [look],
    ...end({}),
    latest: [{ source: 'app', at: NOW - MINUTE }],
    now: NOW,
    ...more,
  }
  return conditionsOf(settingsOf(), known).find(one => one.name === name)?.holds
}

describe('of the artefact', () => {
  test('it holds where it was seen, does not where it was not there, and is unknown where nobody could look', () => {
    assert.equal(heldOf('artefact'), true)
    assert.equal(heldOf('artefact', { looks: [{ ...look, digest: null }] }), false)
    assert.equal(heldOf('artefact', { looks: [{ ...look, digest: null, fault: 'no route' }, look] }), null)
    assert.equal(heldOf('artefact', { looks: [] }), null)
    assert.equal(heldOf('artefact', { looks: [{ ...look, version: 'v2' }] }), null)
    assert.equal(heldOf('artefact', { looks: [{ ...look, at: NOW - 25 * HOUR }] }), null)
    assert.equal(heldOf('artefact', { looks: [{ ...look, at: NOW + 1 }] }), null)
  })

  test('its digest must be the one that was recorded; without one it is unknown', () => {
    assert.equal(heldOf('digest'), true)
    assert.equal(heldOf('digest', { looks: [{ ...look, digest: 'sha256:0b' }] }), false)
    assert.equal(heldOf('digest', { digests: [] }), null)
    assert.equal(heldOf('digest', { looks: [{ ...look, digest: null }] }), false)
  })
})

describe('of the rehearsal', () => {
  test('a digest that changed between look and restore, or is not the recorded one, was no rehearsal of it', () => {
    assert.equal(heldOf('rehearsed'), true)
    assert.equal(heldOf('rehearsed', end({ after: 'sha256:0b' })), false)
    assert.equal(heldOf('rehearsed', end({ after: null })), false)
    assert.equal(heldOf('rehearsed', end({ before: 'sha256:0b', after: 'sha256:0b' })), false)
    assert.equal(
      heldOf('rehearsed', end({ restore: { name: 'restore', ok: false, seconds: 1, words: '' } })),
      false,
    )
    assert.equal(heldOf('rehearsed', { rehearsed: null }), null)
  })

  test('every invariant of the configuration must have held, one that was added since among them', () => {
    assert.equal(heldOf('invariants'), true)
    assert.equal(heldOf('invariants', end({ invariants: [] })), null)
    assert.equal(
      heldOf('invariants', end({ invariants: [{ name: 'orders', ok: false, seconds: 1, words: '' }] })),
      false,
    )
  })

  test('restoring must take no longer than its objective', () => {
    const took = (seconds: number, ok = true) =>
      heldOf('restore_time', end({ restore: { name: 'restore', ok, seconds, words: '' } }))
    assert.deepEqual([took(900), took(900.001), took(1, false)], [true, false, null])
  })

  test('every source must have brought facts since: unknown within an hour, and not after', () => {
    assert.equal(heldOf('telemetry'), true)
    const behind = {
      latest: [
        { source: 'app', at: NOW - MINUTE },
        { source: 'other', at: at },
      ],
    }
    assert.equal(heldOf('telemetry', behind), null)
    assert.equal(heldOf('telemetry', { ...behind, now: NOW + 1 }), false)
    assert.equal(heldOf('telemetry', { latest: [] }), null)
  })
})
