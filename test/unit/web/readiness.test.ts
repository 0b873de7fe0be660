import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import { readyBody, reasonsNotReady } from '../../../src/web/readiness.ts'
import { NOW } from '../../support/web/moment.ts'

const HEALTHY = { lastTickAt: NOW - MINUTE, staleAfter: 5 * MINUTE, faults: [] }

describe('readiness', () => {
  test('has no reason against it while ticks end in time, up to the last moment', () => {
    assert.deepEqual(reasonsNotReady(HEALTHY, NOW), [])
    assert.deepEqual(reasonsNotReady({ ...HEALTHY, lastTickAt: NOW - 5 * MINUTE }, NOW), [])
  })

  test('waits for the first tick', () => {
    const [reason, ...others] = reasonsNotReady({ ...HEALTHY, lastTickAt: null }, NOW)
    assert.equal(reason?.reason, 'first_tick_pending')
    assert.deepEqual(others, [])
  })

  test('is lost when no tick has ended for too long, and says for how long', () => {
    assert.deepEqual(reasonsNotReady({ ...HEALTHY, lastTickAt: NOW - 6 * MINUTE }, NOW), [
      { reason: 'stale', detail: 'the last tick ended 6m ago; more than 5m is too long' },
    ])
  })

  test('is lost for what the application names, after what is wrong with the tick', () => {
    const full = { reason: 'disk_full', detail: 'no space left' }
    assert.deepEqual(reasonsNotReady({ ...HEALTHY, faults: [full] }, NOW), [full])
    const both = reasonsNotReady({ ...HEALTHY, lastTickAt: null, faults: [full] }, NOW)
    assert.deepEqual(
      both.map(({ reason }) => reason),
      ['first_tick_pending', 'disk_full'],
    )
  })

  test('is answered in one word, or with a line for each thing that is less than it should be', () => {
    assert.equal(readyBody({}), 'ready\n')
    assert.equal(readyBody({ degraded: [] }), 'ready\n')
    const degraded = [
      { reason: 'part_interrupted', detail: 'detector toy' },
      { reason: 'source_blind', detail: 'platform' },
    ] as const
    assert.equal(
      readyBody({ degraded }),
      'degraded\npart_interrupted: detector toy\nsource_blind: platform\n',
    )
  })
})
