import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFeed } from '../../../../src/assurance/replay/feed.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore, FIRST, LAST, recordIn } from '../../../support/replay/recorded-store.ts'

const LAG = 10 * MINUTE

function setUp(t: Parameters<typeof temporaryFolder>[0], maturity = 0) {
  const folder = temporaryFolder(t)
  recordIn(folder)
  const recorded = openSqliteStore(folder)
  t.after(() => recorded.close())
  const scratch = emptyStore(t, temporaryFolder(t))
  const fed = recorded.series
    .all()
    .map(series => ({ series, indicator: { maturity }, grain: HOUR, lag: LAG }))
  const feed = createFeed(fed, recorded, scratch)
  return { recorded, scratch, feed, count: () => scratch.series.points(5, 0).length }
}

test('a point is handed on once its bucket is over and its source complete, and not a millisecond before', t => {
  const { feed, scratch, count } = setUp(t)
  assert.equal(feed.next(), FIRST + HOUR + LAG)
  feed.giveUpTo(FIRST + HOUR + LAG - 1)
  assert.deepEqual(scratch.series.all(), [])
  feed.giveUpTo(FIRST + HOUR + LAG)
  assert.equal(count(), 1)
  assert.equal(feed.next(), FIRST + 2 * HOUR + LAG)
})

test('a bucket that ripens waits for that, and closes with a cell', t => {
  assert.equal(setUp(t, 90 * MINUTE).feed.next(), FIRST + 3 * HOUR + LAG)
})

test('a series has the number that it was kept with, and every point in the end, however long its history', t => {
  const { feed, recorded, scratch } = setUp(t)
  feed.giveUpTo(FIRST + 5 * WEEK + DAY)
  assert.deepEqual(scratch.series.all(), recorded.series.all())
  assert.deepEqual(scratch.series.points(5, 0), recorded.series.points(5, 0))
  assert.equal(feed.next(), null)
})

test('a series of which nothing came where something is due is overdue', t => {
  const { feed } = setUp(t)
  const end = LAST + LAG
  feed.giveUpTo(end)
  assert.equal(feed.isOverdue(5, end), false)
  assert.equal(feed.isOverdue(5, end + HOUR), false)
  assert.equal(feed.isOverdue(5, end + HOUR + 1), true)
  assert.equal(feed.isOverdue(99, end + DAY), false)
})
