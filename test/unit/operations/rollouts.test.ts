import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { createRollouts } from '../../../src/operations/rollouts.ts'
import { emptyLedger, endOf, NOW, readyLedger, released, settingsOf } from '../../support/rollout/ledger.ts'

const BY = { by: 'ann' }
const PAIR = { from: 'v2', to: 'v1', ...BY }

function setup(t: TestContext) {
  const store = readyLedger(t)
  const clock = manualClock(NOW)
  return { store, clock, rollouts: createRollouts({ rollouts: [settingsOf()], store, clock }) }
}

describe('the ledger of rollbacks', () => {
  test('takes one rehearsal at a time, and the next once the one before had its time', t => {
    const { clock, rollouts } = setup(t)
    assert.equal(rollouts.begin('api', PAIR).done, true)
    assert.partialDeepStrictEqual(rollouts.begin('api', PAIR), { done: false, reason: 'state' })
    clock.advance(3 * HOUR)
    assert.equal(rollouts.begin('api', PAIR).done, true)
  })

  test('takes the end of what began, once, and not after its time', t => {
    const { store, clock, rollouts } = setup(t)
    const begun = rollouts.begin('api', PAIR)
    assert.ok(begun.done)
    const { endedAt: _, ...end } = endOf(0)
    clock.advance(MINUTE)
    assert.equal(rollouts.end('api', 'never', 'ann', end).done, false)
    assert.equal(rollouts.end('api', begun.id, 'ann', end).done, true)
    assert.equal(rollouts.end('api', begun.id, 'ann', end).done, false)
    assert.equal(store.rollouts.rehearsals('api')[0]?.end?.endedAt, NOW + MINUTE)
    const [entry] = store.history.list(1)
    assert.deepEqual([entry?.action, entry?.detail], ['rehearsed', 'api from v2 to v1: restored'])
    const late = rollouts.begin('api', PAIR)
    assert.ok(late.done)
    clock.advance(5 * HOUR)
    assert.equal(rollouts.end('api', late.id, 'ann', end).done, false)
    assert.equal(rollouts.readiness()[0]?.verdict, 'broken')
  })

  test('records the artefact of the version that runs when it is first seen, and no other by itself', t => {
    const { store, rollouts } = setup(t)
    const found = { digest: 'sha256:9', fault: null, ...BY }
    rollouts.look('api', { version: 'v2', ...found })
    rollouts.look('api', { version: 'v0', ...found })
    const recorded = store.rollouts.digests('api').map(({ version }) => version)
    assert.deepEqual(recorded, ['v2', 'v1'])
    rollouts.look('api', { version: 'v1', ...found })
    assert.equal(rollouts.readiness()[0]?.verdict, 'not ready')
  })

  test('records that of the first version, too, while there is none to go back to', t => {
    const store = emptyLedger(t)
    released(store, 'v1', NOW - HOUR)
    const rollouts = createRollouts({ rollouts: [settingsOf()], store, clock: manualClock(NOW) })
    const [{ runs, pair } = { runs: null, pair: null }] = rollouts.readiness()
    assert.deepEqual([runs, pair], ['v1', null])
    rollouts.look('api', { version: 'v1', digest: 'sha256:9', fault: null, ...BY })
    assert.deepEqual(
      store.rollouts.digests('api').map(({ digest }) => digest),
      ['sha256:9'],
    )
  })

  test('lets no digest be recorded over another', t => {
    const { rollouts } = setup(t)
    const record = (digest: string) => rollouts.record('api', { version: 'v3', digest, ...BY })
    assert.deepEqual(
      [record('a'), record('a')].map(one => one.done && one.changed),
      [true, false],
    )
    assert.partialDeepStrictEqual(record('b'), { done: false, reason: 'state' })
  })

  test('knows no rollout but those of the configuration', t => {
    assert.partialDeepStrictEqual(setup(t).rollouts.begin('apy', PAIR), {
      done: false,
      reason: 'unknown',
      why: 'the configuration of the service has no rollout apy; did you mean api?',
    })
  })
})
