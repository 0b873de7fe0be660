import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, MINUTE } from '../../../../../src/core/duration.ts'
import {
  lookAgain,
  mostUnseen,
  type Tuples,
  type Unseen,
} from '../../../../../src/sources/postgres/completeness/unseen.ts'

const NOW = Date.parse('2025-11-01T00:00:00Z')
const counted = (inserted: number, deleted: number, rolledBack = 0): Tuples => [inserted, deleted, rolledBack]

/** Looks a minute apart: what the server has counted before each pull, and how many rows had been taken by then. */
function looked(...looks: ReadonlyArray<readonly [tuples: Tuples | null, rows: number]>): Unseen | undefined {
  let unseen: Unseen | undefined
  for (const [i, [tuples, rows]] of looks.entries())
    unseen = lookAgain(unseen, tuples, rows, NOW + i * MINUTE)
  return unseen
}

describe('how many rows may have come and gone unseen', () => {
  test('is how many came and were not taken by the pull that followed', () => {
    const unseen = looked(
      [counted(100, 0), 80],
      [counted(100, 0), 100],
      [counted(150, 30), 100],
      [counted(150, 30), 120],
    )
    assert.deepEqual(unseen?.stretch, [50, 30, 30])
    assert.equal(mostUnseen(unseen), 30)
  })

  test('is no more than were deleted, for what was rolled back had come, too', () => {
    const unseen = looked(
      [counted(0, 0), 0],
      [counted(0, 0), 0],
      [counted(500, 7, 400), 0],
      [counted(500, 7, 400), 50],
    )
    assert.deepEqual(unseen?.stretch, [500, 7, 0])
  })

  test('is none where all that came were taken, though old ones are deleted, and more are read than it had counted yet', () => {
    const unseen = looked(
      [counted(10, 0), 10],
      [counted(10, 0), 10],
      [counted(90, 300), 10],
      [counted(100, 300), 100],
    )
    assert.deepEqual(unseen?.stretch, [80, 0, 0])
  })

  test('counts each update as one that may have been taken again, which is in the bound and no reason to speak', () => {
    const updating = (inserted: number, deleted: number, updated: number): Tuples => [
      inserted,
      deleted,
      0,
      updated,
    ]
    const unseen = looked(
      [updating(0, 0, 100), 0],
      [updating(0, 0, 100), 0],
      [updating(50, 40, 120), 0],
      [updating(50, 40, 120), 45],
    )
    assert.deepEqual(unseen?.base, [0, 0, 0, 0, 100])
    assert.deepEqual(unseen?.stretch, [50, 25, 0])
  })

  test('of rows that come with their end, those of the last minutes may yet be compared', () => {
    const base = [0, 0, 0, 0, 0] as const
    const before: Unseen = { last: [600, 600, 0, 0], base, beganAt: NOW, stretch: [0, 0, 0] }
    const after = (minutes: number) => lookAgain(before, before.last, 400, NOW + minutes * MINUTE)?.stretch
    assert.deepEqual(
      [after(10), after(60)],
      [
        [600, 200, 0],
        [600, 200, 80],
      ],
    )
  })

  test('goes on from what an earlier version had kept, without updates', () => {
    const kept: Unseen = { last: [50, 40, 0], base: [0, 0, 0, 0], beganAt: NOW, stretch: [0, 0, 0] }
    const next = lookAgain(kept, [60, 40, 0, 900], 45, NOW + MINUTE)
    assert.deepEqual(next?.stretch, [50, 5, 5])
    assert.deepEqual(lookAgain(next, [60, 40, 0, 990], 55, NOW + 2 * MINUTE)?.stretch, [60, 5, 5])
  })

  test('cannot be known before the second look, or where the server does not count', () => {
    assert.equal(mostUnseen(looked([counted(0, 0), 0])), null)
    assert.equal(looked([counted(0, 0), 0], [null, 0]), undefined)
  })

  test('stays counted where the server begins to count anew', () => {
    const before = looked([counted(0, 0), 0], [counted(0, 0), 0], [counted(40, 40), 0], [counted(40, 40), 10])
    assert.equal(mostUnseen(before), 30)
    const anew = lookAgain(before, counted(3, 0), 10, NOW + 9 * MINUTE)
    assert.deepEqual([anew?.before?.total, anew?.before?.stretch[1], anew?.base], [30, 30, null])
  })

  test('is counted day by day, for deletions of old rows bound nothing, and what was taken ahead is not counted twice', () => {
    const first = looked([counted(0, 0), 0], [counted(0, 0), 0], [counted(40, 40), 0])
    const next = lookAgain(first, counted(60, 60), 60, NOW + DAY + MINUTE)
    assert.deepEqual(next?.before?.stretch, [40, 0, 0])
    assert.equal(next?.base?.[3], 40)
    const last = lookAgain(next, counted(60, 60), 60, NOW + DAY + 2 * MINUTE)
    assert.deepEqual(last?.stretch, [20, 0, 0])
  })
})
