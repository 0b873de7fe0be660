import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Meeting, toldOf } from '../../../../src/detection/regimes/told.ts'
import type { Stretch } from '../../../../src/stats/segmentation/stretch.ts'

const SAME = (value: number): number => value

/** A stretch of ten indices a piece between levels; null: flat. */
function line(k: number, start: number, end: number): Stretch {
  const rise = start === end ? null : { value: end - start, error: Math.abs(end - start) / 20 }
  return { from: 10 * k, to: 10 * k + 10, start, end, rise }
}

function meeting(k: number, step: number | null = null): Meeting {
  const onset = { value: 10 * k, lower: 10 * k, upper: 10 * k }
  return { onset, step: step === null ? null : { value: step, error: Math.abs(step) / 20 } }
}

function told(stretches: readonly Stretch[], steps: readonly (number | null)[], natural = SAME): unknown[] {
  const meetings = stretches.map((_, k) => meeting(k, steps[k] ?? null))
  return toldOf(stretches, meetings, { natural, slack: 1 }).map(({ kind, onset, from, to, ended }) => [
    kind,
    onset.value,
    Math.round(from),
    Math.round(to),
    ended?.value ?? null,
  ])
}

describe('Regimes', () => {
  test('are told as a step from the end of the one to the beginning of the other', () => {
    assert.deepEqual(told([line(0, 5, 5), line(1, 9, 9)], [null, 4]), [['level', 10, 5, 9, null]])
  })

  test('are told as a slope from the level before it to its own end, where it levels out', () => {
    assert.deepEqual(told([line(0, 90, 90), line(1, 88, 30), line(2, 28, 28)], []), [
      ['slope', 10, 90, 30, 20],
    ])
  })

  test('tell the fall that ends a rise as a change of its own', () => {
    assert.deepEqual(told([line(0, 10, 10), line(1, 11, 50), line(2, 12, 12)], [null, null, -38]), [
      ['slope', 10, 10, 50, 20],
      ['level', 20, 50, 12, null],
    ])
  })

  test('tell a rise once whose pace varies by less than half or double', () => {
    assert.deepEqual(told([line(0, 0, 10), line(1, 11, 17), line(2, 18, 30)], []), [
      ['slope', 0, 0, 30, null],
    ])
    assert.deepEqual(told([line(0, 0, 10), line(1, 11, 40)], []), [
      ['slope', 0, 0, 10, null],
      ['slope', 10, 10, 40, null],
    ])
  })

  test('in logs are not told to slow down where they grow evenly in their unit', () => {
    const logs = [100, 1000, 1900, 2800].map(Math.log) as [number, number, number, number]
    const lines = [0, 1, 2].map(k => line(k, logs[k] as number, logs[k + 1] as number))
    assert.deepEqual(told(lines, [], Math.exp), [['slope', 0, 5, 8, null]])
  })

  test('tell no step where a bend that is misplaced by an index would make as much', () => {
    assert.deepEqual(told([line(0, 90, 90), line(1, 96, 15), line(2, 10, 10)], [null, 8]), [
      ['slope', 10, 90, 15, 20],
    ])
  })

  test('tell a step within a slope that goes on, and the slope up to there', () => {
    assert.deepEqual(told([line(0, 0, 10), line(1, 40, 50), line(2, 50, 50)], [null, 29]), [
      ['slope', 0, 0, 10, 20],
      ['level', 10, 10, 39, null],
    ])
  })
})
