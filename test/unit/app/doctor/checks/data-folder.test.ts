import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder } from '../../../../../src/app/doctor/checks/data-folder.ts'
import { keepPrivate } from '../../../../../src/storage/private.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

test('a file that everybody can read is named', async t => {
  const installation = installationOf(t)
  const folder = installation.folder ?? ''
  assert.deepEqual(await findings(dataFolder, installation), [])
  const token = join(folder, 'control-token')
  writeFileSync(token, 'x')
  chmodSync(token, 0o644)
  const found = await findings(dataFolder, installation)
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /^fault .*control-token: is open to every user/)
})

test('what others keep in the folder is theirs: a start leaves it as it is, and so does this', async t => {
  const installation = installationOf(t)
  const folder = installation.folder ?? ''
  mkdirSync(join(folder, 'lost+found'))
  writeFileSync(join(folder, 'notes.txt'), '')
  for (const name of ['', 'lost+found']) chmodSync(join(folder, name), 0o755)
  if (process.geteuid?.() === 0) chownSync(join(folder, 'lost+found'), 4711, 4712)
  keepPrivate(folder)
  assert.deepEqual(await findings(dataFolder, installation), [])
})

test('a folder that is gone is a fault while a service runs on it, and none before the first start', async t => {
  const installation = installationOf(t)
  rmSync(installation.folder ?? '', { recursive: true })
  assert.deepEqual(await findings(dataFolder, installation), [])
  assert.match((await findings(dataFolder, { ...installation, service: running() }))[0] ?? '', /is gone/)
})

test('seen by root, a file of another user than the folder is named, with the command that gives it back', async t => {
  if (process.geteuid?.() !== 0) return t.skip('only root can give files away')
  const installation = installationOf(t)
  const folder = installation.folder ?? ''
  writeFileSync(join(folder, 'slowburn.db'), '', { mode: 0o600 })
  chownSync(folder, 4711, 4712)
  const found = await dataFolder.run(installation)
  assert.deepEqual(
    found.map(({ where }) => where),
    [join(folder, 'slowburn.db')],
  )
  assert.match(found[0]?.remedy ?? '', /chown -hR 4711:4712 /)
})
