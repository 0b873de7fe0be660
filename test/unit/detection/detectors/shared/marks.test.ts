import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addMark,
  addPoint,
  evidenceOf,
  type Marks,
  marksBefore,
  NO_MARKS,
} from '../../../../../src/detection/detectors/shared/marks.ts'
import { random } from '../../../../support/detection/detection.ts'
import { inForm } from '../../../../support/long-form.ts'

/** Marks after so many points of a baseline, `#` a mark. */
function marksOf(row: string, points = 300, marks = 3): Marks {
  let all: Marks = { ...NO_MARKS, points, marks }
  for (const each of row) all = each === '#' ? addMark(all) : addPoint(all)
  return all
}

function marksAtRandom(share: number, count: number, uniform: () => number): Marks {
  let all = NO_MARKS
  for (let index = 0; index < count; index += 1) all = uniform() < share ? addMark(all) : addPoint(all)
  return all
}

describe('marks', () => {
  test('speak for more of them as the sum over every moment says that it may have begun at', () => {
    const row = '..........#....#...........#.#......#..#...'
    const all = marksOf(row)
    let direct = 0
    for (const times of [2, 4, 8])
      for (let start = 0; start <= row.lastIndexOf('#'); start += 1) {
        const since = row.length - start
        const count = row.slice(start).split('#').length - 1
        direct += (times ** count * (all.points / (all.points + (times - 1) * since)) ** all.marks) / 3
      }
    assert.ok(Math.abs(evidenceOf(all) / direct - 1) < 0.01, `${evidenceOf(all)} for ${direct}`)
  })

  test('at random say no more than there are points in the mean, whatever their share is', () => {
    const runs = inForm(2000, 20_000)
    for (const share of [0.01, 0.04]) {
      const uniform = random(77)
      let sum = 0
      for (let run = 0; run < runs; run += 1)
        sum += Math.min(1e6, evidenceOf(marksAtRandom(share, 400, uniform)))
      assert.ok(sum / runs < 400, `${sum / runs} at ${share}`)
    }
  })

  test('say nothing before the first that there is to compare with', () => {
    assert.equal(evidenceOf(NO_MARKS), 0)
    assert.equal(evidenceOf(marksOf('....#', 300, 0)), 0)
  })

  test('of which a score came soon after another are left out of what was before', () => {
    const quiet = `${'.'.repeat(40)}#${'.'.repeat(60)}`
    const many = '#.....'.repeat(12)
    const { marks, points, gaps } = marksBefore(marksOf(quiet + many))
    assert.deepEqual([marks, points, gaps], [4, 300 + quiet.length, []])
  })

  test('that came as often as ever all count', () => {
    const all = marksOf(`${'.'.repeat(90)}#${'.'.repeat(110)}#`)
    assert.deepEqual(marksBefore(all), { ...NO_MARKS, marks: all.marks, points: all.points })
  })

  test('are kept as far as twice as many would be found by', () => {
    const all = marksOf('.#'.repeat(300))
    assert.equal(all.gaps.length, 64)
    assert.equal(all.marks, 303)
  })
})
