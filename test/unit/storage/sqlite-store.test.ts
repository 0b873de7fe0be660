import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Event } from '../../../src/events/event.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { MIGRATIONS } from '../../../src/storage/sqlite/migrations.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { releaseAt } from '../../support/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

const STORE = fileURLToPath(new URL('../../../src/storage/sqlite/store.ts', import.meta.url))

function event(id: string, at = 1000): Event {
  return {
    id,
    at,
    source: 'platform',
    subject: id,
    attributes: {},
    type: 'task.queued',
    data: { taskType: 'build' },
  }
}

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
  test('an event with a known id changes nothing', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    assert.deepEqual(
      store.events.insert([event('a'), event('b'), event('a')]).map(e => e.id),
      ['a', 'b'],
    )
    assert.deepEqual(
      store.events.insert([event('b', 5), event('c')]).map(e => e.id),
      ['c'],
    )
    assert.deepEqual(
      store.events.scan(0, 10).map(row => [row.sequence, row.event.id, row.event.at]),
      [
        [1, 'a', 1000],
        [2, 'b', 1000],
        [3, 'c', 1000],
      ],
    )
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
    assert.deepEqual(again.lifecycles.get('task', 'platform', '1'), task('1', 10, 20))
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

  test('a window holds what opened before its end and had not ended before its start', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    for (const lifecycle of [
      task('over before', 0, 9),
      task('ends at the start', 0, 10),
      task('inside', 12, 15),
      task('spans', 5, 90),
      task('open', 3, null),
      task('opens later', 20, 30),
      task('opens later, still open', 25, null),
      task('unknown opening', null, 18),
    ]) {
      store.lifecycles.put(lifecycle)
    }
    assert.deepEqual(
      store.lifecycles.overlapping('task', 10, 20).map(l => l.subject),
      ['ends at the start', 'inside', 'unknown opening', 'spans', 'open'],
    )
    assert.equal(store.lifecycles.lastEndBefore('task', 'platform', 15), 10)
    assert.equal(store.lifecycles.earliest('task'), 0)
    assert.equal(store.lifecycles.earliest('roi'), null)
    assert.equal(store.lifecycles.openCount('task'), 2)
  })

  test('what ended in a stretch is read whole, or of very many an even part', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const SECOND = 1000
    store.transaction(() => {
      for (let i = 0; i < 20_100; i++) store.lifecycles.put(task(String(i), 0, i * SECOND))
    })
    const whole = store.lifecycles.ended('task', 10 * SECOND, 20_010 * SECOND)
    assert.equal(whole.oneIn, 1)
    assert.equal(whole.lifecycles.length, 20_000)
    assert.deepEqual([whole.lifecycles[0]?.endedAt, whole.lifecycles.at(-1)?.endedAt], [10_000, 20_009_000])
    const part = store.lifecycles.ended('task', 0, 20_100 * SECOND)
    assert.equal(part.oneIn, 7)
    const evenly = Map.groupBy(part.lifecycles, ({ endedAt }) => Math.floor((endedAt ?? 0) / (2010 * SECOND)))
    assert.equal(evenly.size, 10)
    for (const some of evenly.values()) assert.ok(Math.abs(some.length - 2010 / 7) <= 1, `${some.length}`)
  })

  test('a transaction that throws leaves nothing behind, nested or not', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    assert.throws(
      () =>
        store.transaction(() => {
          store.events.insert([event('a')])
          store.transaction(() => store.sources.save('p', { cursor: {}, completeUpTo: 1, lastSuccessAt: 1 }))
          throw new Error('no')
        }),
      /^Error: no$/,
    )
    assert.equal(store.events.count(), 0)
    assert.equal(store.sources.load('p').cursor, null)
  })

  test('kill -9 in the middle of a commit loses nothing committed and keeps nothing uncommitted', async t => {
    const folder = temporaryFolder(t)
    const script = `
      const { openSqliteStore } = await import(${JSON.stringify(STORE)})
      const store = openSqliteStore(${JSON.stringify(folder)})
      const event = id => ({ id, at: 1, source: 's', subject: id, attributes: {}, type: 'task.queued', data: { taskType: 't' } })
      store.transaction(() => { store.events.insert([event('kept')]); store.sources.save('s', { cursor: { at: 1 }, completeUpTo: 1, lastSuccessAt: 1 }) })
      store.transaction(() => {
        store.events.insert([event('lost')])
        store.sources.save('s', { cursor: { at: 2 }, completeUpTo: 2, lastSuccessAt: 2 })
        process.kill(process.pid, 'SIGKILL')
      })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.deepEqual(
      store.events.scan(0, 9).map(row => row.event.id),
      ['kept'],
    )
    assert.deepEqual(store.sources.load('s').cursor, { at: 1 })
  })

  test('a second process on the same folder is refused with a remedy', async t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    const script = `
      const { openSqliteStore } = await import(${JSON.stringify(STORE)})
      try { openSqliteStore(${JSON.stringify(folder)}); process.exit(0) } catch (e) { console.log(e.name + ': ' + e.message); process.exit(1) }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    let said = ''
    child.stdout.on('data', chunk => {
      said += chunk
    })
    assert.deepEqual(await once(child, 'close'), [1, null])
    assert.match(said, /^StorageError: .*another slowburn is using it\. Stop that one, or give/)
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
