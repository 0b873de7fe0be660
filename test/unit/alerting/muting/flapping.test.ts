import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { recordOf, T0 } from '../../../support/alerts/alerting.ts'
import { notified, reasons, series, World } from '../../../support/alerts/deciding.ts'

describe('an alarm that comes and goes', () => {
  const flapping = { times: 3, within: DAY, hold: HOUR }

  function flap(world: World, times: number): string[] {
    return Array.from({ length: times }, (_, index) => {
      const at = T0 + index * 30 * MINUTE
      const one = [{ record: recordOf(at, { severity: 'watch' }), series }]
      const began = reasons(world.look(at, one))
      return [...began, ...reasons(world.look(at + 10 * MINUTE, []))].join(' ')
    })
  }

  test('is told three times in a day, and then no more', () => {
    const world = new World(undefined, { flapping })
    assert.deepEqual(flap(world, 6), ['new resolved', 'new resolved', 'new resolved', '', '', ''])
  })

  test('is told again once it has stood for long enough, and how often it came', () => {
    const world = new World(undefined, { flapping })
    flap(world, 3)
    const at = T0 + 3 * HOUR
    const one = [{ record: recordOf(at, { severity: 'watch' }), series }]
    assert.deepEqual(
      world.look(at, one).muted.map(({ reason }) => reason),
      ['flapping'],
    )
    const later = world.look(at + HOUR, one)
    assert.deepEqual(reasons(later), ['new'])
    assert.equal(notified(later)[0]?.flaps, 3)
    assert.deepEqual(reasons(world.look(at + 2 * HOUR, [])), ['resolved'])
  })

  test('is told every time where nothing counts as flapping', () => {
    assert.deepEqual(new Set(flap(new World(), 6)), new Set(['new resolved']))
  })
})
