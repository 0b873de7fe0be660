import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode } from '../../../src/alerting/episode.ts'
import { bySeverityAndSize, oursFirst } from '../../../src/queries/order.ts'
import type { ChangeView } from '../../../src/queries/views.ts'

describe('the order of a list', () => {
  test('puts pages before watches, and our own alerts before what another system sends', () => {
    const episodes = [
      { origin: 'received', severity: 'page' },
      { origin: 'change', severity: 'watch' },
      { origin: 'received', severity: 'watch' },
      { origin: 'change', severity: 'page' },
    ] as Episode[]
    assert.deepEqual(
      episodes.toSorted(oursFirst).map(({ origin, severity }) => `${origin} ${severity}`),
      ['change page', 'change watch', 'received page', 'received watch'],
    )
  })

  test('puts pages before watches, and of each the larger first, up or down', () => {
    const changes = [
      { severity: 'watch', change: { effect: { sigma: 9 } } },
      { severity: 'page', change: { effect: { sigma: 2 } } },
      { severity: 'page', change: { effect: { sigma: -4 } } },
    ] as ChangeView[]
    assert.deepEqual(
      changes.toSorted(bySeverityAndSize).map(one => one.change.effect.sigma),
      [-4, 2, 9],
    )
  })
})
