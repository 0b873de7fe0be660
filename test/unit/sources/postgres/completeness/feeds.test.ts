import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { type Feed, feedNow, feedsStatement } from '../../../../../src/sources/postgres/completeness/feeds.ts'

const NOW = Date.UTC(2026, 4, 1)

/** oid, name, worker, when it heard last, how long it waits */
const row = (pid: string | null, heard: number | null, timeout = '60000') => [
  '16491',
  'jobs_from_east',
  pid,
  heard === null ? null : String(heard),
  timeout,
]
const live: Feed = { pid: '7', heard: NOW - 2 * MINUTE, moved: true, upTo: NOW - 2 * MINUTE }

describe('tables that another server feeds', () => {
  test('are complete up to when its worker had heard last that there is nothing further', () => {
    assert.equal(feedNow(row('7', NOW - SECOND), NOW, live)?.upTo, NOW - SECOND)
    assert.equal(feedNow(row('7', NOW - SECOND), NOW, undefined)?.upTo, NOW - SECOND)
  })

  test('are complete no further while it has no worker', () => {
    const away = feedNow(row(null, null), NOW, live)
    assert.equal(away?.upTo, live.upTo)
    assert.equal(feedNow(row(null, null), NOW + MINUTE, away ?? undefined)?.upTo, live.upTo)
  })

  test('wait for the second time that a new worker hears so: the first is before all that was written meanwhile', () => {
    const started = feedNow(row('8', null), NOW, live) ?? undefined
    const begun = feedNow(row('8', NOW), NOW, started) ?? undefined
    assert.deepEqual([started?.upTo, begun?.upTo], [live.upTo, live.upTo])
    const still = feedNow(row('8', NOW), NOW + SECOND, begun) ?? undefined
    assert.equal(still?.upTo, live.upTo)
    assert.equal(feedNow(row('8', NOW + 2 * SECOND), NOW + 3 * SECOND, still)?.upTo, NOW + 2 * SECOND)
  })

  test('are never complete beyond the present, nor less than they were', () => {
    assert.equal(feedNow(row('7', NOW + MINUTE), NOW, live)?.upTo, NOW)
    assert.equal(feedNow(row('7', NOW - 9 * MINUTE), NOW, live)?.upTo, live.upTo)
  })

  test('are not held back by a subscription that never had a worker while it was looked at', () => {
    assert.equal(feedNow(row(null, null), NOW, undefined), null)
    assert.equal(feedNow(row('7', null), NOW, undefined), null)
  })

  test('are complete up to the present where both servers may be silent for ever', () => {
    assert.equal(feedNow(row('7', NOW - MINUTE, '0'), NOW, live)?.upTo, NOW)
  })

  test('are found among those that are read, and their partitions', () => {
    assert.deepEqual(feedsStatement(['1', '2']).values, [['1', '2']])
    assert.doesNotMatch(feedsStatement(null).text, /WHERE r\.srrelid/)
  })
})
