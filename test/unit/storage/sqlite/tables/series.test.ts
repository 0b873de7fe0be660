import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seriesKey } from '../../../../../src/core/series-key.ts'
import type { Point, Series } from '../../../../../src/series/series.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const point = (at: number, value: number | null): Point => ({ at, value, lower: value, upper: value, n: 3 })

function opened(t: Parameters<typeof temporaryFolder>[0]): { store: Store; series: Series } {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const labels = { task_type: 'build' }
  const series = store.series.ensure(seriesKey('task_throughput', labels), 'task_throughput', labels, 3600)
  return { store, series }
}

describe('kept series', () => {
  test('are made once, and keep the bucket that they were made with', t => {
    const { store, series } = opened(t)
    const again = store.series.ensure(series.key, series.indicator, series.labels, 60)
    assert.deepEqual(again, series)
    assert.deepEqual(store.series.all(), [series])
  })

  test('have the number that they had elsewhere, where it is given', t => {
    const { store } = opened(t)
    assert.equal(store.series.ensure('other', 'task_throughput', {}, 3600, 70).id, 70)
    assert.equal(store.series.ensure('third', 'task_throughput', {}, 3600, 7).id, 7)
    assert.deepEqual(
      store.series.all().map(({ id }) => id),
      [1, 7, 70],
    )
  })

  test('are out of the list once retired, and back with the same id when they are wanted again', t => {
    const { store, series } = opened(t)
    store.series.append(series.id, [point(0, 1)])
    store.series.retire(series.id)
    assert.deepEqual(store.series.all(), [])
    const again = store.series.ensure(series.key, series.indicator, series.labels, series.bucket)
    assert.equal(again.id, series.id)
    assert.equal(store.series.points(series.id, 0).length, 1)
  })
})

describe('kept points', () => {
  test('are given in the order of time, from a moment on', t => {
    const { store, series } = opened(t)
    store.series.append(series.id, [point(20, 2), point(10, 1), point(30, null)])
    assert.deepEqual(
      store.series.points(series.id, 20).map(({ at, value }) => [at, value]),
      [
        [20, 2],
        [30, null],
      ],
    )
    assert.deepEqual(
      store.series.points(series.id, 10, 30).map(({ at }) => at),
      [10, 20],
    )
    assert.equal(store.series.lastPoint(series.id)?.at, 30)
  })

  test('are never appended twice, and revised only where they differ', t => {
    const { store, series } = opened(t)
    store.series.append(series.id, [point(10, 1)])
    store.series.append(series.id, [point(10, 9)])
    assert.equal(store.series.points(series.id, 0)[0]?.value, 1)
    assert.equal(store.series.revise(series.id, [point(10, 1), point(99, 5)]), 0)
    assert.equal(store.series.revise(series.id, [point(10, 4)]), 1)
    assert.equal(store.series.points(series.id, 0)[0]?.value, 4)
  })
})
