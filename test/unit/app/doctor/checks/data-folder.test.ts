import assert from 'node:assert/strict'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dataFolder } from '../../../../../src/app/doctor/checks/data-folder.ts'
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

test('a folder that is gone is a fault while a service runs on it, and none before the first start', async t => {
  const installation = installationOf(t)
  rmSync(installation.folder ?? '', { recursive: true })
  assert.deepEqual(await findings(dataFolder, installation), [])
  assert.match((await findings(dataFolder, { ...installation, service: running() }))[0] ?? '', /is gone/)
})
