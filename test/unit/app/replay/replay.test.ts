import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runReplays } from '../../../../src/app/replay/replay.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { StorageError } from '../../../../src/core/errors.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { FIRST, recordIn, replayConfig } from '../../../support/replay/recorded-store.ts'
import { replayHere, whole } from '../../../support/replay/replaying.ts'

function stateOf(folder: string): string[] {
  return readdirSync(folder).map(name => {
    const file = join(folder, name)
    return `${name} ${statSync(file).mtimeMs} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`
  })
}

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter(name => name.startsWith('slowburn-replay-'))
}

test('the folder of a service that runs is read and not written to, and nothing is left behind', async (t: TestContext) => {
  const folder = temporaryFolder(t)
  recordIn(folder)
  const live = openSqliteStore(folder)
  t.after(() => live.close())
  const [before, files] = [stateOf(folder), leftovers()]
  const { messages } = whole(await replayHere(t, { folder }))
  assert.equal(messages.length, 1)
  assert.deepEqual(stateOf(folder), before)
  assert.deepEqual(live.outbox.list(10), [], 'nothing is owed by it')
  assert.deepEqual(
    leftovers().filter(name => !files.includes(name)),
    [],
  )
})

test('a folder without a store is refused, and an empty store has nothing to replay', async t => {
  await assert.rejects(replayHere(t, { folder: temporaryFolder(t) }), StorageError)
  const empty = temporaryFolder(t)
  openSqliteStore(empty).close()
  assert.deepEqual(await replayHere(t, { folder: empty }), {
    refused: 'the store holds no points: no bucket has been closed yet',
  })
})

test('it ends when it is told to, and leaves nothing behind', async t => {
  const folder = temporaryFolder(t)
  recordIn(folder)
  const files = leftovers()
  const ending = new AbortController()
  const running = runReplays(
    {
      folder,
      configs: [parseConfig(replayConfig(folder), {})],
      span: { from: FIRST + DAY, to: null, started: null },
      withActs: true,
      lag: null,
      log: silentLogger,
      onRead: () => {},
      onProgress: () => ending.abort(new Error('stopped')),
      onDone: () => {},
    },
    ending.signal,
  )
  await assert.rejects(running, /stopped/)
  assert.deepEqual(
    leftovers().filter(name => !files.includes(name)),
    [],
  )
})
