import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeVersion, versionFindings } from '../../../../../src/app/doctor/checks/node-version.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('this Node.js will do, and an older one is named', async t => {
  assert.deepEqual(await findings(nodeVersion, installationOf(t)), [])
  assert.deepEqual(versionFindings('24.12.0', '24.12'), [])
  assert.equal(versionFindings('24.11.9', '24.12')[0]?.what, 'is older than 24.12')
  assert.equal(versionFindings('22.20.0', '24.12').length, 1)
})
