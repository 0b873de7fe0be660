import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  allCheckedAt,
  dueKeys,
  evict,
  type FollowedRows,
  makeGroups,
  openGroups,
} from '../../../../../src/sources/postgres/reading/follow.ts'

const followed = fc.record({
  checkedAt: fc.integer({ min: 1, max: 5 }),
  from: fc.integer({ min: 0, max: 100_000 }),
  stage: fc.integer({ min: 0, max: 2 }),
  limboSince: fc.option(fc.integer({ min: 1, max: 5 })),
  entity: fc.option(fc.string()),
  origin: fc.constantFrom(null, { taskType: 'a' }, { taskType: 'b' }),
})
const rows = fc
  .uniqueArray(fc.tuple(fc.string({ minLength: 1 }), followed), { selector: ([key]) => key, maxLength: 60 })
  .map(
    (entries): FollowedRows =>
      new Map(entries.map(([key, value]) => [key, { ...value, to: value.from + 1 }])),
  )

describe('the rows that are followed', () => {
  test('come back from the cursor with all that matters, and within their bounds', () => {
    fc.assert(
      fc.property(rows, before => {
        const after = openGroups(
          JSON.parse(JSON.stringify(makeGroups(before))) as ReturnType<typeof makeGroups>,
        )
        assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort())
        for (const [key, row] of before) {
          const { from, to, ...rest } = after.get(key) ?? row
          const { checkedAt, stage, limboSince, entity, origin } = row
          assert.deepEqual(rest, { checkedAt, stage, limboSince, entity, origin })
          assert.ok(from <= row.from && to >= row.to)
        }
      }),
    )
  })

  test('have their turn in the order in which they were last looked at', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 60 }), (all, limit) => {
        const due = new Set(dueKeys(all, limit))
        assert.equal(due.size, Math.min(limit, all.size))
        const latestDue = Math.max(
          0,
          ...[...all].filter(([key]) => due.has(key)).map(([, row]) => row.checkedAt),
        )
        const earliestLeft = Math.min(
          ...[...all].filter(([key]) => !due.has(key)).map(([, row]) => row.checkedAt),
        )
        assert.ok(latestDue <= earliestLeft)
      }),
    )
  })

  test('have no turn where they were looked at since a stream reports them', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 100 }), (all, since) => {
        const due = dueKeys(all, all.size, since)
        assert.deepEqual(
          due.sort(),
          [...all.keys()].filter(key => (all.get(key)?.checkedAt ?? 0) < since).sort(),
        )
      }),
    )
  })

  test('are complete up to the one that was looked at longest ago, whatever is in limbo', () => {
    const all: FollowedRows = new Map([
      ['a', { checkedAt: 7, from: 0, to: 1, stage: 1, limboSince: null, entity: null, origin: null }],
      ['b', { checkedAt: 3, from: 0, to: 1, stage: 1, limboSince: 3, entity: null, origin: null }],
      ['c', { checkedAt: 5, from: 0, to: 1, stage: 1, limboSince: null, entity: null, origin: null }],
    ])
    assert.equal(allCheckedAt(all), 5)
    assert.equal(allCheckedAt(new Map()), null)
  })

  test('that are too many go, oldest first, into a range that covers them and is no more complete than they', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 60 }), (all, cap) => {
        const before = new Map(all)
        const cold = evict(all, null, [...all.keys()], { rows: cap, characters: 1e9 })
        assert.equal(all.size, Math.min(before.size, cap))
        const gone = [...before].filter(([key]) => !all.has(key)).map(([, row]) => row)
        if (cold === null) return assert.deepEqual(gone, [])
        for (const row of gone) {
          assert.ok(cold.from <= row.from && row.to <= cold.to && cold.doneAt <= row.checkedAt)
          assert.ok([...all.values()].every(kept => kept.from >= row.from))
        }
      }),
    )
  })

  test('take no more characters of the cursor than they may, however long their keys and however unlike they are', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 8_000 }), (all, characters) => {
        const before = all.size
        const cold = evict(all, null, [...all.keys()], { rows: 1_000, characters })
        assert.ok(JSON.stringify(makeGroups(all)).length <= characters + 2)
        assert.equal(cold === null, all.size === before)
      }),
    )
  })

  test('are 50,000 of which the keys are numbers, and some 12,000 by UUID', () => {
    const followedBy = (key: (i: number) => string): number => {
      const all: FollowedRows = new Map(
        Array.from({ length: 60_000 }, (_, i) => [
          key(i),
          { checkedAt: 1, from: i, to: i, stage: 1, limboSince: null, entity: null, origin: null },
        ]),
      )
      evict(all, null, [...all.keys()], { rows: 50_000, characters: 500_000 })
      return all.size
    }
    assert.equal(
      followedBy(i => String(i)),
      50_000,
    )
    assert.ok(followedBy(i => crypto.randomUUID().slice(0, 30) + String(100_000 + i)) > 10_000)
  })
})
