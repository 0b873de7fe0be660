import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { partFaults } from '../../../src/pipeline/part-faults.ts'
import { createLive } from '../../../src/pipeline/status.ts'

test('each part that fails is named once, with what is wrong with it first', () => {
  const live = createLive()
  live.notifiers.set('email', [])
  live.notifiers.set('toy', ['no such key', 'no address'])
  live.indicatorFaults.set('toy_ratio', 'no number')
  live.metricFaults = new Map([['slowburn_toy', 'out of order']])
  live.pageFaults.set('/toy', 'it did not answer')
  live.failings.note({ kind: 'lifecycle', name: 'claim' }, 'it fails on claim.made', 0)
  live.strays.note({ kind: 'page', name: '/toy' }, 'threw outside of any call: mine', 0)
  live.strays.note({ kind: 'source', name: 'toy' }, 'threw outside of any call: mine', 0)
  assert.deepEqual(
    partFaults(live, ['level'], MINUTE).map(({ owner: { kind, name }, message }) => [kind, name, message]),
    [
      ['notifier', 'toy', 'no such key; no address'],
      ['indicator', 'toy_ratio', 'no number'],
      ['detector', 'level', 'it failed on a series and is left out of it'],
      ['metric', 'slowburn_toy', 'out of order'],
      ['lifecycle', 'claim', 'it fails on claim.made'],
      ['page', '/toy', 'it did not answer'],
      ['source', 'toy', 'it threw outside of any call: mine'],
    ],
  )
  const later = (now: number, within?: number): number => partFaults(live, [], now, within).length
  assert.deepEqual([later(2 * MINUTE, MINUTE), later(2 * MINUTE), later(2 * HOUR)], [5, 6, 4])
})
