import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { readableStore } from '../../../src/exposition/readable-store.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('a metric asks the store what it may ask, is answered the same, and can write nothing', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = store.series.ensure('toys', 'toys', { task_type: 'build' }, HOUR)
  store.series.append(id, [{ at: 0, value: 1, lower: null, upper: null, n: 1 }])
  const read = readableStore(store)
  assert.deepEqual(read.series.all(), store.series.all())
  assert.deepEqual(read.series.points(id, 0), store.series.points(id, 0))
  assert.equal(read.lifecycles.openCount('task'), 0)
  assert.deepEqual(read.outbox.summary(), store.outbox.summary())
  assert.throws(() => Object.assign(read.series, { all: () => [] }), TypeError)
  assert.throws(() => Object.assign(read.series.all()[0] ?? {}, { indicator: 'x' }), TypeError)
  for (const writing of ['append', 'ensure', 'retire', 'setMark', 'saveMonitor']) {
    assert.equal(writing in read.series, false, writing)
  }
  assert.equal(store.series.all()[0]?.indicator, 'toys')
})
