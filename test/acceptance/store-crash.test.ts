// A process that ends at an instruction of a commit, and one that comes to a folder in use.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../support/folder.ts'

const STORE = fileURLToPath(new URL('../../src/storage/sqlite/store.ts', import.meta.url))

test('kill -9 in the middle of a commit loses nothing committed and keeps nothing uncommitted', async t => {
  const folder = temporaryFolder(t)
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(STORE)})
    const store = openSqliteStore(${JSON.stringify(folder)})
    const task = subject => ({ kind: 'task', subject, source: 's', openedAt: 1, startedAt: null, start: null, endedAt: null, outcome: null, measures: {}, labels: {} })
    store.transaction(() => { store.lifecycles.put(task('kept')); store.sources.save('s', { cursor: { at: 1 }, completeUpTo: 1, lastSuccessAt: 1 }) })
    store.transaction(() => {
      store.lifecycles.put(task('lost'))
      store.sources.save('s', { cursor: { at: 2 }, completeUpTo: 2, lastSuccessAt: 2 })
      process.kill(process.pid, 'SIGKILL')
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  assert.equal(store.lifecycles.keptCount(), 1)
  assert.notEqual(store.lifecycles.get({ kind: 'task', source: 's', subject: 'kept' }), null)
  assert.deepEqual(store.sources.load('s').cursor, { at: 1 })
})

test('a second process on the same folder is refused with a remedy', async t => {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  // The lock outlasts what a tick does.
  store.verify()
  store.checkpoint()
  store.verify()
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
