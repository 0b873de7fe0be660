import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChangeKind, Direction } from '../../../../src/detection/change.ts'
import { type LiveAlarm, reconcile } from '../../../../src/detection/regimes/reconcile.ts'

const around = (at: number) => ({ value: at, lower: at - 3, upper: at + 3 })

function change(at: number, direction: Direction = 'up', until: number | null = null, back = false) {
  return {
    kind: 'level' as const,
    direction,
    onset: around(at),
    until: until === null ? null : around(until),
    back,
  }
}

function alarm(
  at: number,
  onset: number,
  direction: Direction = 'up',
  kind: ChangeKind = 'level',
): LiveAlarm {
  return { kind, direction, at, onset: around(onset), strength: 4 }
}

const told = (changes: ReturnType<typeof change>[], alarms: LiveAlarm[]): unknown[] =>
  reconcile(changes, alarms, 5).map(event => [
    event.change?.onset.value ?? null,
    event.alarms.map(({ at }) => at),
  ])

describe('One verdict', () => {
  test('joins the alarms of a change with it, the first and those that it grew into', () => {
    assert.deepEqual(told([change(100)], [alarm(110, 99), alarm(130, 101)]), [[100, [110, 130]]])
  })

  test('joins an alarm of another kind with the change that had begun', () => {
    assert.deepEqual(told([change(100)], [alarm(110, 105, 'up', 'tail')]), [[100, [110]]])
  })

  test('keeps what looking back does not look for as itself, unless it began with the change', () => {
    for (const kind of ['hour', 'tail', 'burst', 'variance'] as const) {
      assert.deepEqual(told([change(100)], [alarm(110, 105, 'up', kind)]), [[100, [110]]], kind)
      const later = alarm(400, 380, 'up', kind)
      assert.deepEqual(told([change(100)], [later]), [
        [100, []],
        [null, [400]],
      ])
      const episode = change(100, 'up', 150)
      assert.deepEqual(told([episode], [alarm(140, 130, 'up', kind)]), [[100, [140]]], kind)
    }
  })

  test('takes what is seen while a slope goes on for a part of it', () => {
    const slope = { ...change(100), kind: 'slope' as const }
    assert.deepEqual(
      reconcile([slope], [alarm(400, 380, 'up', 'variance')], 5).map(({ alarms }) => alarms.length),
      [1],
    )
  })

  test('joins what an alarm grew into while it stood, wherever its beginning is then seen', () => {
    const first = { ...alarm(50, 50, 'up', 'tail'), cleared: null }
    const grown = alarm(140, 20, 'up', 'tail')
    assert.deepEqual(told([], [first, grown]), [[null, [50, 140]]])
    assert.equal(told([], [{ ...first, cleared: 100 }, grown]).length, 2)
  })

  test('gives an alarm to the change of its own direction', () => {
    assert.deepEqual(told([change(100), change(200, 'down')], [alarm(220, 120)]), [
      [100, [220]],
      [200, []],
    ])
  })

  test('leaves what was over out, and lists a return under what it ended', () => {
    assert.deepEqual(
      told([change(100, 'up', 120), change(120, 'down', null, true)], [alarm(110, 99), alarm(300, 290)]),
      [
        [100, [110]],
        [null, [300]],
      ],
    )
  })

  test('keeps an alarm that nothing bears out as itself, once', () => {
    assert.deepEqual(told([], [alarm(50, 40), alarm(60, 41), alarm(90, 80, 'down')]), [
      [null, [50, 60]],
      [null, [90]],
    ])
  })

  test('joins an alarm that comes back before long', () => {
    assert.deepEqual(told([], [alarm(50, 50), alarm(54, 60), alarm(90, 90)]), [
      [null, [50, 54]],
      [null, [90]],
    ])
  })

  test('never explains a silence by a level', () => {
    assert.deepEqual(told([change(100)], [alarm(110, 105, 'down', 'missing')]), [
      [100, []],
      [null, [110]],
    ])
  })
})
