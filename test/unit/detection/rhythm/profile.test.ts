import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Days, fitProfile } from '../../../../src/detection/rhythm/profile.ts'
import { autoregressive, normal, random } from '../../../support/detection/detection.ts'

const bump = (slot: number): number => Math.exp(-((slot - 13) ** 2) / 20)

function days(count: number, value: (day: number, slot: number) => number): Days {
  const all = Array.from({ length: count }, (_, day) => day)
  return {
    slots: 24,
    days: all,
    rows: all.map(day => Array.from({ length: 24 }, (_, slot) => value(day, slot))),
  }
}

describe('the profile of a baseline', () => {
  test('learns that weekends are flatter, wherever in the week they lie', () => {
    const gauss = normal(random(21))
    for (const off of [
      [2, 3],
      [1, 2],
      [0, 1],
    ]) {
      const isOff = (day: number): boolean => off.includes(day % 7)
      const { cells } = fitProfile(
        days(28, (day, slot) => (isOff(day) ? 1 : 2) * bump(slot) + 0.15 * gauss()),
      )
      const peak = (day: number): number => (cells[day * 24 + 13] ?? 0) - (cells[day * 24 + 2] ?? 0)
      assert.ok(Math.abs(peak(5) - 2) < 0.2, `${peak(5)}`)
      assert.ok(Math.abs(peak(off[0] ?? 0) - 1) < 0.25, `${peak(off[0] ?? 0)}`)
    }
  })

  test('is none of noise, however it hangs together', () => {
    let learned = 0
    for (let seed = 0; seed < 60; seed += 1) {
      const noise = autoregressive(random(seed), 0.8)
      if (fitProfile(days(14, noise)).shaped) learned += 1
    }
    assert.ok(learned <= 4, `${learned} of 60`)
  })

  test('takes a nightly job for a rhythm, and moves no other hour by it', () => {
    const gauss = normal(random(22))
    const { cells } = fitProfile(days(14, (_, slot) => (slot === 2 ? 15 : 0) + gauss()))
    const rest = cells.filter((_, cell) => cell % 24 !== 2)
    const middle = rest.reduce((sum, cell) => sum + cell, 0) / rest.length
    assert.ok(Math.abs((cells[2] ?? 0) - middle - 15) < 1.5)
    assert.ok(rest.every(cell => Math.abs(cell - middle) < 1))
  })

  test('gives a weekly job an hour of its own', () => {
    const gauss = normal(random(23))
    const { cells } = fitProfile(days(28, (day, slot) => (day % 7 === 4 && slot === 3 ? 20 : 0) + gauss()))
    assert.ok((cells[4 * 24 + 3] ?? 0) > 15)
    assert.ok(Math.abs((cells[5 * 24 + 3] ?? 0) - (cells[5 * 24 + 9] ?? 0)) < 1)
  })

  test('needs four full days', () => {
    assert.deepEqual(fitProfile(days(3, (_, slot) => 9 * bump(slot))).cells, [])
  })
})
