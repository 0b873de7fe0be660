// A store of every schema there has been opens with all that is in it, or is refused with the way out.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { DATABASE_FILE } from '../../src/storage/sqlite/file/database.ts'
import { MIGRATIONS } from '../../src/storage/sqlite/file/migrations.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

const FIRST = readFileSync(new URL('../golden/storage/schema-2.sql', import.meta.url), 'utf8')
const OLDEST = 2
const EPISODE = '5f0c6c1d2e3a4b5c6d7e'

/** A data folder as a version of that schema left it. */
function folderOf(t: TestContext, schema: number): string {
  const folder = join(temporaryFolder(t), 'data')
  mkdirSync(folder, { mode: 0o700 })
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  db.exec('PRAGMA journal_mode = WAL')
  db.exec(FIRST)
  for (const statements of MIGRATIONS.slice(OLDEST, schema)) db.exec(statements)
  db.exec(`PRAGMA user_version = ${schema}`)
  db.close()
  return folder
}

describe('a store', () => {
  for (let schema = OLDEST; schema <= MIGRATIONS.length; schema += 1) {
    test(`of schema ${schema} opens with what fires, what is owed and by which channel, what is silenced, and who did what`, t => {
      const store = openSqliteStore(folderOf(t, schema))
      t.after(() => store.close())
      assert.deepEqual(
        store.episodes.open().map(({ id, state }) => [id, state]),
        [[EPISODE, 'firing']],
      )
      assert.deepEqual(
        store.outbox
          .conversation(EPISODE)
          .map(({ recipient, channel, state, via }) => [recipient, channel, state, via]),
        [
          ['ann@example.org', 'email', 'queued', null],
          // Before messages had a channel its recipient said it.
          ['webhook:pager', schema === OLDEST ? 'webhook' : store.outbox.get(2)?.channel, 'queued', null],
        ],
      )
      assert.deepEqual(
        store.silences.current(Date.UTC(2026, 9, 20, 13)).map(({ id }) => id),
        ['s1'],
      )
      assert.deepEqual(
        store.history.list(5).map(({ actor, action }) => [actor, action]),
        [['ann', 'silenced']],
      )
      assert.equal(store.series.all().length, 1)
      assert.deepEqual(store.setAside.all(), [])
    })
  }

  test('of the first schema is taken over by the service, which sends what was owed', async t => {
    const folder = folderOf(t, OLDEST)
    const file = join(folder, '../slowburn.yml')
    writeFileSync(
      file,
      `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
data: { folder: ${JSON.stringify(folder)} }
listen: { port: 0 }
tick: 1s
rules: [{ name: slower-work, indicators: [task_run_time_p50] }]
contacts: [{ name: ann, email: ann@example.org }]
`,
    )
    const running = startCommand(['start', '--config', file])
    t.after(() => running.child.kill('SIGKILL'))
    await running.says(/message accepted/)
    const { stdout } = await runCommand(['history', '--config', file])
    assert.match(stdout, /ann +silenced/)
    assert.equal(readdirSync(join(folder, 'mailbox')).length, 1)
    await running.end('SIGTERM')
  })

  test('of a newer schema is refused with the way out, and left as it is', async t => {
    const folder = folderOf(t, MIGRATIONS.length)
    const db = new DatabaseSync(join(folder, DATABASE_FILE))
    db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`)
    db.close()
    const before = readFileSync(join(folder, DATABASE_FILE))
    assert.throws(() => openSqliteStore(folder), /Run the newer slowburn, or give another data folder/)
    assert.ok(readFileSync(join(folder, DATABASE_FILE)).equals(before))
  })
})
