import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  addScore,
  coarser,
  type History,
  historyScores,
  startHistory,
} from '../../../../src/detection/baseline/history.ts'

const feed = (history: History, rows: ReadonlyArray<readonly [number, number]>): History | null => {
  let next: History | null = history
  for (const [at, score] of rows) next = next === null ? null : addScore(next, { at, score }, 1)
  return next
}

describe('a packed history', () => {
  test('keeps scores to a five-hundredth of a unit near the origin, and far ones roughly', () => {
    const scores = [10, 10.5, 9, 12, 70, -300]
    const history = feed(
      startHistory(0, 10, 1),
      scores.map((score, at) => [at, score] as const),
    ) as History
    for (const [index, { at, score }] of historyScores(history, 1).entries()) {
      assert.equal(at, index)
      const far = Math.abs((scores[index] ?? 0) - 10)
      assert.ok(Math.abs(score - (scores[index] ?? 0)) <= 0.005 + 0.005 * far)
    }
    assert.equal(history.have, 6)
  })

  test('leaves room for buckets without a value, and ends at a gap that is too long', () => {
    const history = feed(startHistory(0, 0, 1), [
      [0, 1],
      [3, 2],
    ]) as History
    assert.deepEqual(
      historyScores(history, 1).map(({ at }) => at),
      [0, 3],
    )
    assert.equal(
      feed(startHistory(0, 0, 1), [
        [0, 1],
        [400, 2],
      ]),
      null,
    )
  })

  test('is made coarser by means of several buckets', () => {
    const rows = Array.from({ length: 24 }, (_, at) => [at, at % 6] as const)
    const coarse = coarser(feed(startHistory(0, 2.5, 1), rows) as History, 1, 6)
    const scores = historyScores(coarse, 1)
    assert.deepEqual(
      scores.map(({ at }) => at),
      [0, 6, 12, 18],
    )
    for (const { score } of scores) assert.ok(Math.abs(score - 2.5) < 0.01)
  })
})
