import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { tasksEnded } from '../../../../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../../../../src/indicators/tally.ts'
import { addToCells, type CellDeltas } from '../../../../../src/series/cells.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { MONDAY, task } from '../../../../support/facts/lifecycles.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

function setup(t: TestContext): Store {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  return store
}

/** So many tasks that ended at each of the moments. */
function add(store: Store, moments: readonly number[], type = 'build', sign: 1 | -1 = 1): void {
  const deltas: CellDeltas = new Map()
  const tasks = moments.map(at => task(at, 0, 0, { labels: { task_type: type } }))
  addToCells(
    deltas,
    { grain: HOUR, measures: [tasksEnded] },
    tasks.map(lifecycle => ({ lifecycle, sign })),
  )
  store.transaction(() => store.cells.add('task', 'db', HOUR, deltas))
}

/** Returns whether there was anything to join. */
function join(store: Store, work: ReturnType<Store['cells']['merge']>): boolean {
  const write = atOnce(work)
  if (write !== null) store.transaction(write)
  return write !== null
}

function read(
  store: Store,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): Array<[hour: number, width: number, ended: number[]]> {
  return [...store.cells.read('task', 'db', from, to)].map(slice => [
    (slice.from - MONDAY) / HOUR,
    (slice.to - slice.from) / HOUR,
    slice.cells.map(({ tally }) => countOf(tally, tasksEnded)),
  ])
}

describe('cells on disk', () => {
  test('are read in time order, what was added apart as one', t => {
    const store = setup(t)
    add(store, [MONDAY + 5 * HOUR, MONDAY])
    add(store, [MONDAY, MONDAY + 1])
    add(store, [MONDAY], 'review')
    assert.deepEqual(read(store), [
      [0, 1, [3, 1]],
      [5, 1, [1]],
    ])
    assert.deepEqual(read(store, MONDAY + HOUR, MONDAY + 5 * HOUR), [])
    assert.deepEqual([...store.cells.read('task', 'elsewhere', 0, 1)], [])
  })

  test('are read of some measures alone', t => {
    const store = setup(t)
    add(store, [MONDAY])
    const cellsOf = (name: string) => {
      return [...store.cells.read('task', 'db', 0, MONDAY + DAY, new Set([name]))].map(
        ({ cells }) => cells.length,
      )
    }
    assert.deepEqual(cellsOf(tasksEnded.name), [1])
    assert.deepEqual(cellsOf('others'), [])
  })

  test('may be written between two slices that are read', t => {
    const store = setup(t)
    add(
      store,
      Array.from({ length: 100 }, (_, i) => MONDAY + i * HOUR),
    )
    let hours = 0
    for (const { from } of store.cells.read('task', 'db', 0, Number.MAX_SAFE_INTEGER)) {
      hours++
      if (hours === 1) add(store, [from + 50 * HOUR])
    }
    assert.equal(hours, 100)
    assert.deepEqual(read(store)[50], [50, 1, [2]])
  })

  test('that hold nothing any more are not read', t => {
    const store = setup(t)
    add(store, [MONDAY])
    add(store, [MONDAY], 'build', -1)
    assert.deepEqual(read(store), [])
  })

  test('are merged without a difference', t => {
    const store = setup(t)
    for (let part = 0; part < 9; part++) add(store, [MONDAY, MONDAY + HOUR])
    const before = read(store)
    assert.ok(join(store, store.cells.merge()))
    assert.deepEqual(read(store), before)
    assert.ok(!join(store, store.cells.merge()))
    add(store, [MONDAY])
    assert.deepEqual(read(store)[0], [0, 1, [10]])
  })

  test('count once, whatever is added or set aside while they are joined', t => {
    const store = setup(t)
    for (let part = 0; part < 9; part++) add(store, [MONDAY])
    const [early, late] = [atOnce(store.cells.merge()), atOnce(store.cells.merge())]
    add(store, [MONDAY])
    if (early !== null) store.transaction(early)
    assert.deepEqual(read(store), [[0, 1, [10]]])
    // What it was made of is gone.
    if (late !== null) store.transaction(late)
    assert.deepEqual(read(store), [[0, 1, [10]]])
  })

  test('of a long row come in pieces', t => {
    const store = setup(t)
    for (let type = 0; type < 1200; type++) add(store, [MONDAY], `type ${type}`)
    for (let part = 0; part < 2; part++) {
      const slices = [...store.cells.read('task', 'db', 0, Number.MAX_SAFE_INTEGER)]
      assert.ok(slices.length > 1, `${slices.length} slices`)
      const types = slices.flatMap(({ cells }) => cells.map(({ labels }) => labels.task_type))
      assert.equal(types.length, 1200)
      assert.equal(new Set(types).size, 1200)
      join(store, store.cells.merge())
    }
  })

  test('that are marked again while they are looked at stay marked', t => {
    const { cells } = setup(t)
    cells.reopen('task', 'db', [MONDAY, MONDAY + HOUR])
    assert.deepEqual(cells.reopened('task', 'db', 9), [MONDAY, MONDAY + HOUR])
    cells.reopen('task', 'db', [MONDAY])
    cells.taken('task', 'db', [MONDAY, MONDAY + HOUR])
    assert.deepEqual(cells.reopened('task', 'db', 9), [MONDAY])
    cells.taken('task', 'db', [MONDAY])
    assert.deepEqual(cells.reopened('task', 'db', 9), [])
  })

  test('are joined only once whoever is in the midst of them has read them', t => {
    const store = setup(t)
    const hours = 4 * 24 - 5
    add(
      store,
      Array.from({ length: hours }, (_, i) => MONDAY + (i + 5) * HOUR),
    )
    let ended = 0
    for (const { cells } of store.cells.read('task', 'db', 0, Number.MAX_SAFE_INTEGER)) {
      for (const { tally } of cells) ended += countOf(tally, tasksEnded)
      join(store, store.cells.widen('task', 'db', DAY, MONDAY + 4 * DAY))
    }
    assert.equal(ended, hours)
    // One that reads no further is in nobody's way.
    for (const _ of store.cells.read('task', 'db', 0, Number.MAX_SAFE_INTEGER)) break
    while (join(store, store.cells.widen('task', 'db', DAY, MONDAY + 4 * DAY)));
    assert.deepEqual(
      read(store).map(([, width]) => width),
      [24, 24, 24, 24],
    )
  })

  test('become wider, and what comes late stands beside them', t => {
    const store = setup(t)
    add(
      store,
      Array.from({ length: 10 * 24 }, (_, i) => MONDAY + i * HOUR),
    )
    let joined = 0
    while (join(store, store.cells.widen('task', 'db', DAY, MONDAY + 9.5 * DAY))) joined++
    assert.equal(joined, 9)
    assert.deepEqual(read(store).slice(0, 2), [
      [0, 24, [24]],
      [24, 24, [24]],
    ])
    while (join(store, store.cells.widen('task', 'db', WEEK, MONDAY + 9.5 * DAY)));
    assert.deepEqual(read(store)[0], [0, 168, [7 * 24]])
    add(store, [MONDAY + 2 * HOUR])
    assert.deepEqual(read(store, MONDAY + DAY, MONDAY + 2 * DAY), [[0, 168, [7 * 24]]])
    assert.equal(
      read(store)
        .flatMap(([, , ended]) => ended)
        .reduce((a, b) => a + b),
      241,
    )
  })

  test('that cannot be read are set aside when they are met, and the others of their hour count', t => {
    const folder = temporaryFolder(t)
    const before = openSqliteStore(folder)
    for (let times = 0; times < 3; times += 1) add(before, [MONDAY])
    before.close()
    const db = new DatabaseSync(`${folder}/slowburn.db`)
    db.exec("UPDATE cells SET tallies = x'ff' WHERE id = 1")
    db.exec('UPDATE cells SET packed = 1 WHERE id = 2')
    db.close()
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.deepEqual(read(store), [[0, 1, [1]]])
    assert.deepEqual(
      store.setAside.takeUnreported().map(({ table, id }) => [table, id]),
      [
        ['cells', '1'],
        ['cells', '2'],
      ],
    )
    assert.deepEqual(read(store), [[0, 1, [1]]])
  })
})
