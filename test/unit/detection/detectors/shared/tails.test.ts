import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  byChance,
  COUNT,
  close,
  learn,
  open,
  probabilityOf,
  STATISTICS,
  type Tails,
} from '../../../../../src/detection/detectors/shared/tails.ts'
import { TAIL_BINS } from '../../../../../src/stats/pareto-tail.ts'

const edges = [1, 1, 1, 1]
const light = [20, 8, 2, 0, 0, 0, 0, 0, 0]

function tails(own: readonly number[], points = 336): Tails {
  const row = Array.from({ length: COUNT + 1 }, () => 0)
  row[COUNT] = points
  return { edges, counts: [...own, ...light, ...light, ...light], row }
}

describe('the tails of a series', () => {
  test('count a run once, by its largest value, when three points have come after it', () => {
    const row = [...tails(light).row]
    let counts: readonly number[] = Array.from({ length: STATISTICS * TAIL_BINS }, () => 0)
    for (const value of [1.2, 2.1, 1.1, 0, 0]) counts = learn(edges, counts, row, value, 0)
    assert.equal(Math.max(...counts), 0)
    counts = learn(edges, counts, row, 0, 0)
    assert.deepEqual(counts.slice(0, 4), [0, 0, 1, 0])
  })

  test('count what was raised once it is over', () => {
    const { counts } = tails(light)
    const row = [...tails(light).row]
    open(edges, row, 9, 0)
    open(edges, row, 5, 0)
    const after = close(counts, row)
    assert.equal(after[6], 1)
    assert.deepEqual(close(after, row), after)
  })

  test('hold a value that was seen once for no rarer than that', () => {
    const once = tails([20, 8, 2, 0, 0, 0, 1, 0, 0])
    assert.ok(probabilityOf(once, 0, 8) >= 1 / 336)
    assert.ok(probabilityOf(tails(light), 0, 8) < 1 / 3360)
  })

  test('hold two of three for what single values make by chance', () => {
    const state = tails(light)
    assert.equal(byChance(state, 0, 8), 3 * (0.5 / 336) ** 2)
  })
})
