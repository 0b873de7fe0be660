import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addRun,
  NO_RUN,
  type Run,
  ratherThanLevel,
} from '../../../../../src/detection/detectors/shared/since.ts'
import { normal, random } from '../../../../support/detection/detection.ts'

const run = (values: readonly number[]): Run => values.reduce(addRun, NO_RUN)
/** Mean square of two days under a spread that doubled, and under a level that moved by one. */
const WIDE = 2.5
const NARROW = 1.4

describe('what came since evidence began to gather', () => {
  test('is rather a spread where it is wide about the old level, and has been for a day', () => {
    const gauss = normal(random(5))
    const wide = run(Array.from({ length: 30 }, () => 2 * gauss()))
    assert.equal(ratherThanLevel(wide, WIDE), 'variance')
    assert.equal(ratherThanLevel(wide, NARROW), undefined)
  })

  test('is nothing else where the level moved, however far', () => {
    const gauss = normal(random(6))
    for (const size of [0.5, 1, 2, 4]) {
      const moved = run(Array.from({ length: 60 }, () => gauss() + size))
      assert.equal(ratherThanLevel(moved, NARROW), undefined)
    }
  })

  test('is nothing else where the level moved far after some points that were counted already', () => {
    for (const before of [8, 10, 12]) {
      const quiet = Array.from({ length: before }, (_, place) => (place % 2 === 0 ? 0.7 : -0.6))
      assert.equal(ratherThanLevel(run([...quiet, 5, 5, 5]), WIDE), undefined)
    }
    assert.equal(ratherThanLevel(run([0.7, -3, 2.5, -2.8, 0.4, -2.4, 5, 5, 5]), WIDE), 'variance')
  })

  test('is rather a tail where a few values far out make the mean, and the bulk is where it was', () => {
    const tailed = run(
      Array.from({ length: 60 }, (_, place) => (place % 8 === 0 ? 5 : place % 2 === 0 ? -0.6 : 0.6)),
    )
    assert.equal(ratherThanLevel(tailed, WIDE), 'tail')
  })

  test('is not judged by a handful of points', () => {
    assert.equal(ratherThanLevel(run([4, -4, 4, -4]), WIDE), undefined)
  })
})
