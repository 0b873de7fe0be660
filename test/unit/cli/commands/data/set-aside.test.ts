import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setAsideCommand } from '../../../../../src/cli/commands/data/set-aside.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'
import { spoil } from '../../../../support/storage/full-store.ts'

test('slowburn set-aside says which rows could not be used, why, and what follows, until they are cleared', async t => {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  store.history.add({ at: 1, actor: 'ann', action: 'tested', episodeId: null, detail: '' })
  store.close()
  assert.ok(spoil(folder, { table: 'alert_history', column: 'at' }, -1))
  const ask = async (...more: string[]) =>
    (await runCommandHere(t, setAsideCommand, '--data', folder, ...more)).stdout
  assert.match(await ask(), /^alert_history 1 \(set aside\): at cannot be right\. The line is missing/)
  assert.equal(await ask('--clear'), 'Dropped 1 row.\n')
  assert.equal(await ask(), 'Every row of the store can be used.\n')
})

test('a data folder that is not there is said to be none, and not made', async t => {
  const folder = join(temporaryFolder(t), 'mistyped')
  const { code, stdout, stderr } = await runCommandHere(t, setAsideCommand, '--data', folder)
  assert.deepEqual([code, stdout, existsSync(folder)], [1, '', false])
  assert.match(stderr, /^slowburn: .*mistyped.* is not there\. Name the data folder/)
})
