import assert from 'node:assert/strict'
import { cpSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { MIGRATIONS } from '../../../../src/storage/sqlite/file/migrations.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../../support/folder.ts'

function task(subject: string, openedAt: number | null, endedAt: number | null): Lifecycle {
  return {
    kind: 'task',
    subject,
    source: 'platform',
    openedAt,
    startedAt: null,
    start: null,
    endedAt,
    outcome: endedAt === null ? null : 'completed',
    measures: { value: 1 },
    labels: { task_type: 'build' },
  }
}

describe('sqlite store', () => {
  test('what is held in memory of a commit that is rolled back is not believed', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const known = store.series.ensure('x{}', 'x', {}, 3600)
    store.series.append(known.id, [{ at: 0, value: 1, lower: null, upper: null, n: 1 }])
    store.series.setMark('retention', 1)
    store.sources.save('platform', { cursor: { row: 1 }, completeUpTo: 1, lastSuccessAt: 1 })
    const everything = () => [
      store.series.all(),
      store.series.lastPoint(known.id)?.at,
      store.series.mark('retention'),
      store.sources.load('platform'),
    ]
    const before = everything()
    assert.throws(
      () =>
        store.relaxed(() => {
          store.series.ensure('y{}', 'y', {}, 3600)
          store.series.append(known.id, [{ at: 3600, value: 2, lower: null, upper: null, n: 1 }])
          store.series.setMark('retention', 2)
          store.sources.save('platform', { cursor: { row: 2 }, completeUpTo: 2, lastSuccessAt: 2 })
          assert.notDeepEqual(everything(), before)
          throw new Error('enough')
        }),
      /enough/,
    )
    assert.deepEqual(everything(), before)
  })

  test('everything that is put away comes back as it was, after a restart too', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    store.lifecycles.put(task('1', 10, 20))
    store.sources.save('platform', { cursor: { rows: [1] }, completeUpTo: 30, lastSuccessAt: 40 })
    const series = store.series.ensure('x{a="1"}', 'x', { a: '1' }, 3600)
    store.series.append(series.id, [
      { at: 0, value: 1.5, lower: 1, upper: 2, n: 7 },
      { at: 3600, value: null, lower: null, upper: null, n: 0 },
    ])
    store.series.saveMonitor(series.id, { version: 1, mean: 3 })
    store.series.setMark('since:x:platform', 7200)
    for (const at of [20, 10]) store.releases.add(releaseAt(at))
    store.releases.add({ ...releaseAt(10), version: 'told again' })
    store.close()

    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.deepEqual(
      again.lifecycles.get({ kind: 'task', source: 'platform', subject: '1' }),
      task('1', 10, 20),
    )
    assert.deepEqual(again.sources.load('platform'), {
      cursor: { rows: [1] },
      completeUpTo: 30,
      lastSuccessAt: 40,
    })
    assert.deepEqual(again.series.all(), [series])
    assert.equal(again.series.ensure('x{a="1"}', 'x', { a: '1' }, 60).bucket, 3600)
    assert.deepEqual(again.series.points(series.id, 1), [
      { at: 3600, value: null, lower: null, upper: null, n: 0 },
    ])
    assert.deepEqual(again.series.monitor(series.id), { version: 1, mean: 3 })
    assert.equal(again.series.mark('since:x:platform'), 7200)
    assert.equal(again.series.mark('since:y:platform'), null)
    assert.deepEqual(again.releases.between(0, 99), [releaseAt(10), releaseAt(20)])
    assert.deepEqual(again.releases.list(1), [releaseAt(20)])
    assert.deepEqual(again.releases.get(releaseAt(20).id), releaseAt(20))
    assert.equal(again.releases.get('x'), null)
  })

  test('a closed bucket is never written over', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const { id } = store.series.ensure('x', 'x', {}, 60)
    store.series.append(id, [{ at: 0, value: 1, lower: 1, upper: 1, n: 1 }])
    store.series.append(id, [{ at: 0, value: 9, lower: 9, upper: 9, n: 9 }])
    assert.equal(store.series.points(id, 0)[0]?.value, 1)
  })

  test('what ended in a stretch is given in order of its end, of one source', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    for (const lifecycle of [
      task('over before', 0, 9),
      task('ends at the start', 0, 10),
      task('inside', 12, 15),
      task('at the end', 12, 20),
      task('open', 3, null),
      { ...task('elsewhere', 12, 15), source: 'other' },
      task('unknown opening', null, 12),
    ]) {
      store.lifecycles.put(lifecycle)
    }
    const subjects = (some: readonly Lifecycle[]): string[] => some.map(({ subject }) => subject)
    assert.deepEqual(subjects(store.lifecycles.ended('task', 'platform', 10, 20)), [
      'ends at the start',
      'unknown opening',
      'inside',
    ])
    assert.deepEqual(subjects(store.lifecycles.overBefore('task', 'platform', 13, 2)), [
      'over before',
      'ends at the start',
    ])
    assert.equal(store.lifecycles.earliest('task', 'platform'), 0)
    assert.equal(store.lifecycles.earliest('roi', 'platform'), null)
    assert.equal(store.lifecycles.openCount('task'), 1)
    assert.equal(store.lifecycles.keptCount(), 7)
    assert.deepEqual(store.lifecycles.streams(), [
      { kind: 'task', source: 'platform' },
      { kind: 'task', source: 'other' },
    ])
  })

  test('what was settled is known by its subject and any of its moments, after a restart too', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    const hour = 3_600_000
    store.transaction(() => {
      store.lifecycles.settle(task('1', 10, 9 * hour))
      assert.ok(store.lifecycles.wasSettled(task('1', 10, null)), 'before it is committed')
    })
    assert.throws(() =>
      store.transaction(() => {
        store.lifecycles.settle(task('2', 10, 20))
        throw new Error('no')
      }),
    )
    store.close()
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.ok(again.lifecycles.wasSettled(task('1', 50, null)))
    assert.ok(again.lifecycles.wasSettled(task('1', null, 9 * hour + 5)))
    assert.ok(!again.lifecycles.wasSettled(task('1', 3 * hour, null)))
    assert.ok(!again.lifecycles.wasSettled(task('2', 10, 20)))
    assert.equal(again.lifecycles.compact(hour), false)
    assert.ok(!again.lifecycles.wasSettled(task('1', 10, null)), 'too long ago')
  })

  test('a transaction that throws leaves nothing behind, nested or not', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    assert.throws(
      () =>
        store.transaction(() => {
          store.lifecycles.put(task('a', 1, null))
          store.transaction(() => store.sources.save('p', { cursor: {}, completeUpTo: 1, lastSuccessAt: 1 }))
          throw new Error('no')
        }),
      /^Error: no$/,
    )
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.equal(store.sources.load('p').cursor, null)
  })

  test('what lies on the disk in the middle of a commit holds all that was committed, and nothing of it', t => {
    const [folder, left] = [temporaryFolder(t), temporaryFolder(t)]
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    store.transaction(() => {
      store.lifecycles.put(task('kept', 1, null))
      store.sources.save('s', { cursor: { at: 1 }, completeUpTo: 1, lastSuccessAt: 1 })
    })
    store.transaction(() => {
      store.lifecycles.put(task('lost', 1, null))
      store.sources.save('s', { cursor: { at: 2 }, completeUpTo: 2, lastSuccessAt: 2 })
      cpSync(folder, left, { recursive: true })
    })
    const after = openSqliteStore(left)
    t.after(() => after.close())
    assert.equal(after.lifecycles.keptCount(), 1)
    assert.notEqual(after.lifecycles.get({ kind: 'task', source: 'platform', subject: 'kept' }), null)
    assert.deepEqual(after.sources.load('s').cursor, { at: 1 })
  })

  test('a folder that is in use is refused with a remedy', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.throws(
      () => openSqliteStore(folder),
      /^StorageError: .*another slowburn is using it\. Stop that one, or give/,
    )
  })

  test('a database from before there were releases gets a place for them, and keeps what it has', t => {
    const folder = temporaryFolder(t)
    const before = new DatabaseSync(join(folder, 'slowburn.db'))
    before.exec(`${MIGRATIONS[0]}; INSERT INTO marks VALUES ('observed:1', 7); PRAGMA user_version = 1`)
    before.close()
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.equal(store.series.mark('observed:1'), 7)
    assert.equal(store.releases.earliest(), null)
    store.releases.add(releaseAt(10))
    assert.equal(store.releases.earliest(), 10)
  })

  test('a database of a newer version is refused, and left as it is', t => {
    const folder = temporaryFolder(t)
    openSqliteStore(folder).close()
    const db = new DatabaseSync(join(folder, 'slowburn.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    assert.throws(
      () => openSqliteStore(folder),
      /schema version 99, this slowburn knows up to \d+\. Run the newer/,
    )
  })

  test('a folder that cannot be one, and a file that is no database, are told apart', t => {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'file'), 'x')
    assert.throws(
      () => openSqliteStore(join(folder, 'file', 'data')),
      /StorageError: data folder .* cannot be written/,
    )
    writeFileSync(
      join(folder, 'slowburn.db'),
      'this is no database at all, but it is long enough to look like one'.repeat(20),
    )
    assert.throws(() => openSqliteStore(folder), /StorageError: .* is not a slowburn database/)
  })

  test('a data folder is made readable by its owner alone', t => {
    const folder = join(temporaryFolder(t), 'new')
    openSqliteStore(folder).close()
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })
})
