import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { webConfig } from '../../../../../src/app/doctor/checks/web-config.ts'
import { manualClock } from '../../../../../src/core/clock.ts'
import { DAY } from '../../../../../src/core/duration.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('a file that is not there is a finding', async t => {
  const found = await findings(webConfig, installationOf(t, 'listen: { web_config: /nowhere/web.yml }\n'))
  assert.match(found[0] ?? '', /^fault listen\.web_config/)
})

test('a certificate that ends soon is a warning, and one that has ended a fault', async t => {
  const pem = fileURLToPath(new URL('../../../../golden/web/', import.meta.url))
  const validTo = new X509Certificate(readFileSync(`${pem}server.pem`)).validToDate.getTime()
  const file = join(temporaryFolder(t), 'web.yml')
  writeFileSync(file, `tls_server_config: { cert_file: ${pem}server.pem, key_file: ${pem}server.key }\n`)
  const installation = installationOf(t, `listen: { web_config: ${JSON.stringify(file)} }\n`)
  const at = (days: number) =>
    findings(webConfig, { ...installation, clock: manualClock(validTo - days * DAY) })
  assert.deepEqual(await at(20), [])
  assert.match((await at(3))[0] ?? '', /^warning .*expires in 3d/)
  assert.match((await at(-1))[0] ?? '', /^fault .*has expired/)
})
