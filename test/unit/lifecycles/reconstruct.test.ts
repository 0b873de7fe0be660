import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { reconstructStarts } from '../../../src/lifecycles/reconstruct.ts'
import { lifecycle, task } from '../../support/facts/lifecycles.ts'

function ended(openedAt: number | null, endedAt: number): Lifecycle {
  return lifecycle('task', { openedAt, endedAt, outcome: 'completed' })
}

function starts(lifecycles: readonly Lifecycle[]): Array<number | null> {
  return lifecycles.map(({ startedAt }) => startedAt)
}

describe('reconstructing starts', () => {
  test('begins each task at the later of its queueing and the end before it', () => {
    const done = reconstructStarts([ended(0, 50), ended(10, 80), ended(200, 230)], -5)
    assert.deepEqual(starts(done), [0, 50, 200])
    assert.ok(done.every(({ start }) => start === 'reconstructed'))
  })

  test('keeps a measured start and goes on from its end', () => {
    const measured = task(10, 55, 35)
    assert.deepEqual(reconstructStarts([ended(0, 50), measured, ended(20, 120)], 0)[1], measured)
    assert.deepEqual(starts(reconstructStarts([ended(0, 50), measured, ended(20, 120)], 0)), [0, 65, 100])
  })

  test('leaves a start unknown where nothing tells it', () => {
    assert.deepEqual(starts(reconstructStarts([ended(0, 50)], null)), [null])
    assert.deepEqual(starts(reconstructStarts([ended(null, 50)], 0)), [null])
  })

  test('leaves out what contradicts one worker: rows ended by one statement, or before they were queued', () => {
    const done = reconstructStarts([ended(0, 40), ended(1, 50), ended(10, 50), ended(90, 70)], 0)
    assert.deepEqual(starts(done), [0, null, null, null])
    assert.deepEqual(
      done.map(({ start }) => start),
      ['reconstructed', null, null, null],
    )
  })

  test('recovers the true starts of a queue with one worker', () => {
    const arrivals = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 90 })), { maxLength: 40 })
    fc.assert(
      fc.property(arrivals, gaps => {
        let now = 1000
        let free = 1000
        const truth = gaps.map(([gap, run]) => {
          now += gap
          const startedAt = Math.max(now, free)
          free = startedAt + run
          return { openedAt: now, startedAt, endedAt: free }
        })
        const done = reconstructStarts(
          truth.map(({ openedAt, endedAt }) => ended(openedAt, endedAt)),
          1000,
        )
        assert.deepEqual(
          starts(done),
          truth.map(({ startedAt }) => startedAt),
        )
      }),
      { seed: 3 },
    )
  })

  test('gives the same whether it is done at once, in parts, or a second time', () => {
    const rows = fc
      .array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 20 })
      .map(pairs => {
        let end = 100
        return pairs.map(([opened, gap]) => {
          end += gap
          return ended(opened + 60, end)
        })
      })
    fc.assert(
      fc.property(rows, fc.nat(20), (all, cut) => {
        const whole = reconstructStarts(all, 90)
        const head = all.slice(0, cut)
        const parts = [
          ...reconstructStarts(head, 90),
          ...reconstructStarts(all.slice(cut), head.at(-1)?.endedAt ?? 90),
        ]
        assert.deepEqual(parts, whole)
        assert.deepEqual(reconstructStarts(whole, 90), whole)
      }),
      { seed: 4 },
    )
  })
})
