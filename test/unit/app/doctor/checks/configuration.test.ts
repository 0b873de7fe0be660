import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { configuration } from '../../../../../src/app/doctor/checks/configuration.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('every fault of the configuration is a finding with its line', async t => {
  const configFaults = [{ path: 'tick', line: 3, message: 'is shorter than 1s' }]
  const { file, ...rest } = installationOf(t)
  const found = await findings(configuration, { ...rest, file, config: null, configFaults })
  assert.deepEqual(found, [`fault ${file} line 3, tick: is shorter than 1s`])
})

test('a secret in a file that everybody can read is named; one from the environment is none', async t => {
  const installation = installationOf(t)
  chmodSync(installation.file, 0o644)
  assert.deepEqual(await findings(configuration, installation), [])
  for (const secret of [
    'smtp: { password: hunter2 }',
    'url: postgres://ann:pass@db/app',
    '  - token: abcdefgh',
  ]) {
    writeFileSync(installation.file, secret)
    assert.match(
      (await findings(configuration, installation))[0] ?? 'nothing',
      /^warning .*holds a secret/,
      secret,
    )
  }
  chmodSync(installation.file, 0o640)
  assert.deepEqual(await findings(configuration, installation), [])
})
