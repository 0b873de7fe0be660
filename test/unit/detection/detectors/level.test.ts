import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Baseline } from '../../../../src/detection/baseline/baseline.ts'
import { level } from '../../../../src/detection/detectors/level.ts'
import { watchThreshold } from '../../../../src/detection/evidence/levels.ts'
import type { RowsFrozen } from '../../../../src/detection/noise/refute.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'
import { alarmUp, saidBy, shownOf } from '../../../support/detection/shown.ts'
import { inForm } from '../../../support/long-form.ts'

const WATCH = Math.log(watchThreshold(HOUR))

/** Two weeks of calm, then `after(noise, hour since)`. */
function shifted(seed: number, hours: number, after: (noise: number, hour: number) => number) {
  const gauss = normal(random(seed))
  const values = Array.from({ length: 336 + hours }, (_, hour) => {
    const noise = gauss()
    return { at: hour * HOUR, value: hour < 336 ? noise : after(noise, hour - 336), n: 1 }
  })
  return shownOf(values, HOURLY)
}

function rowsOf({ model }: Baseline): RowsFrozen {
  return model.type === 'rate' ? assert.fail() : model.rows
}

describe('evidence on the level', () => {
  test('passes a watch soon after a shift, in its direction', () => {
    for (const [size, within] of [
      [1, 150],
      [2, 48],
      [-2, 48],
    ] as const) {
      const { said } = saidBy(
        level,
        shifted(1, within, noise => noise + size),
      )
      const last = said.at(-1)
      assert.ok((last?.log ?? 0) > WATCH, `${size}: ${last?.log}`)
      assert.equal(last?.direction, size > 0 ? 'up' : 'down')
      assert.equal(last?.kind, 'level')
    }
  })

  test('stays low on what goes on as it was: at time t it is t on average, or less', () => {
    let sum = 0
    const runs = inForm(20, 60)
    for (let run = 0; run < runs; run += 1) {
      const shown = shifted(100 + run, 100, noise => noise)
      const { state } = saidBy(level, shown)
      const rows = rowsOf(shown.baseline)
      sum += Math.exp(level.shifting?.(state, rows)[0] ?? assert.fail())
    }
    // Up and down together: two processes.
    assert.ok(sum / runs < 200, String(sum / runs))
  })

  test('is no larger than under AR(1) alone, which it tells as well', () => {
    for (const hours of [20, 60, 200]) {
      const shown = shifted(2, hours, noise => noise + 1)
      const { state } = saidBy(level, shown)
      const rows = rowsOf(shown.baseline)
      const [agreed, plain] = level.shifting?.(state, rows) ?? assert.fail()
      assert.ok(agreed <= plain + 1e-9)
    }
  })

  test('of noise that is only wider stays below a watch: a wider spread is no shift', () => {
    const { said } = saidBy(
      level,
      shifted(3, 400, noise => 4 * noise),
    )
    assert.ok(said.every(each => (each?.log ?? 0) < WATCH))
  })

  test('says that its alarm is over once the series is back, and not before', () => {
    const back = shifted(4, 300, (noise, hour) => noise + (hour < 60 ? 2 : 0))
    const { said } = saidBy(level, back, alarmUp('level'))
    const over = said.findIndex(each => each?.over === true)
    assert.ok(over > 60 && over < 200, String(over))
    const stays = saidBy(
      level,
      shifted(4, 300, noise => noise + 2),
      alarmUp('level'),
    )
    assert.ok(stays.said.every(each => each?.over !== true))
  })

  test('pages after a week of standing at thirty times a watch, whatever a page asks for else', () => {
    const shown = shifted(5, 24 * 9, noise => noise + 0.9)
    const { said } = saidBy(level, shown, { ...alarmUp('level'), at: 336 * HOUR })
    for (const [index, each] of said.entries()) {
      const stood = (shown.seen[index]?.at ?? 0) - 336 * HOUR >= 7 * DAY
      if (stood && (each?.log ?? 0) >= WATCH + Math.log(30)) assert.ok(each?.pages)
    }
    assert.ok(said.at(-1)?.pages)
  })

  test('is nothing after a restart, and stricter about noise after an alarm that is over', () => {
    const { state } = saidBy(
      level,
      shifted(6, 60, noise => noise + 2),
    )
    const again = level.restart(state, false)
    assert.ok(again.rows.rows.every(row => row === 0))
    assert.equal(again.rows.stricter, state.rows.stricter)
    assert.ok(level.restart(state, true).rows.stricter > state.rows.stricter)
  })

  test('is not gathered on counts and shares, which have likelihoods of their own', () => {
    const values = Array.from({ length: 400 }, (_, hour) => ({ at: hour * HOUR, value: hour % 3, n: 1 }))
    assert.equal(level.init(shownOf(values, { ...HOURLY, family: 'count' }).baseline), null)
  })
})
