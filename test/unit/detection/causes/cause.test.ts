import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { type Cause, candidateCauses, momentOf } from '../../../../src/detection/causes/cause.ts'
import type { ModelSwap } from '../../../../src/detection/causes/model-swap.ts'
import type { Release } from '../../../../src/events/release.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'

const AT = Date.UTC(2026, 10, 16, 4)
const onset = { value: AT, lower: AT - 3 * HOUR, upper: AT + 2 * HOUR }
const known = { releases: true, models: true }

function causes(releases: readonly Release[], swap: ModelSwap | null = null, about = onset) {
  const labels = { task_type: 'build' }
  return candidateCauses({ onset: about, bucket: HOUR, labels, releases, swap, history: null }, known)
}

function swapAt(at: number): ModelSwap {
  return { from: 'old', to: 'new', at, before: { tasks: 0, of: 90 }, since: { tasks: 80, of: 80 } }
}

function shown({ shown: list }: { shown: readonly Cause[] }): number[] {
  return list.map(cause => (momentOf(cause) - AT) / MINUTE)
}

describe('a candidate cause', () => {
  test('is none where nothing was released and no model changed', () => {
    assert.deepEqual(causes([]), { shown: [], further: 0, known })
  })

  test('is a release inside the interval of the onset', () => {
    const release = releaseAt(AT - 40 * MINUTE)
    assert.deepEqual(causes([release]), { shown: [{ kind: 'release', release }], further: 0, known })
  })

  test('lies in the interval of the onset or in the bucket on either side of it, and no further out', () => {
    const inside = [onset.lower - HOUR, onset.upper + HOUR]
    const outside = [onset.lower - HOUR - 1, onset.upper + HOUR + 1]
    assert.equal(causes(inside.map(at => releaseAt(at))).shown.length, 2)
    assert.deepEqual(causes(outside.map(at => releaseAt(at))).shown, [])
    assert.equal(causes([], swapAt(onset.lower - HOUR)).shown.length, 1)
    assert.deepEqual(causes([], swapAt(onset.upper + HOUR + 1)).shown, [])
  })

  test('comes the earlier the nearer it is to the likeliest moment; beyond three they are counted', () => {
    const releases = [-150, 20, -30, 100, -10].map(minutes => releaseAt(AT + minutes * MINUTE))
    const found = causes(releases)
    assert.deepEqual(shown(found), [-10, 20, -30])
    assert.equal(found.further, 2)
  })

  test('that is called like a label of the series, or changed who does its tasks, comes before a nearer one', () => {
    const releases = [
      releaseAt(AT, { component: 'web' }),
      releaseAt(AT + 90 * MINUTE, { component: 'Build' }),
      releaseAt(AT - 5 * MINUTE, { component: null }),
    ]
    const found = causes(releases, swapAt(AT - 60 * MINUTE))
    assert.deepEqual(shown(found), [-60, 90, 0])
    assert.equal(found.further, 1)
  })

  test('is not looked for where the onset is unknown, and nothing counts as known there', () => {
    const nowhere = { value: Number.NaN, lower: Number.NEGATIVE_INFINITY, upper: Number.NaN }
    assert.deepEqual(causes([releaseAt(AT)], swapAt(AT), nowhere), {
      shown: [],
      further: 0,
      known: { releases: false, models: false },
    })
  })

  const named = (releases: readonly Release[], days: number, swap: ModelSwap | null = null) => {
    const labels = { task_type: 'build' }
    const history = { from: AT - days * DAY, releases }
    const found = candidateCauses({ onset, bucket: HOUR, labels, releases, swap, history }, known)
    return found.named && momentOf(found.named.cause) - AT
  }

  test('is named where it is the only release of weeks, and not where there is one every few hours', () => {
    const one = releaseAt(AT - HOUR)
    assert.equal(named([one], 40), -HOUR)
    const daily = Array.from({ length: 120 }, (_, index) => releaseAt(AT - HOUR - index * 8 * HOUR))
    assert.equal(named(daily, 40), undefined)
  })

  test('is not named by a rate of two days', () => {
    assert.equal(named([releaseAt(AT - HOUR)], 2), undefined)
  })

  test('is named though other components are released all the time, where it is called like the series', () => {
    const own = releaseAt(AT - HOUR, { component: 'build' })
    const others = Array.from({ length: 120 }, (_, index) =>
      releaseAt(AT - 2 * HOUR - index * 8 * HOUR, { component: 'web' }),
    )
    assert.equal(named([own, ...others], 40), -HOUR)
  })

  test('is a model that took over, even where no release is known at all', () => {
    assert.equal(named([], 0, swapAt(AT - HOUR)), -HOUR)
    assert.equal(named([], 40, swapAt(AT + 2 * HOUR)), 2 * HOUR)
  })
})
