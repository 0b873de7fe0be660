import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listening } from '../../../../../src/app/doctor/checks/listening.ts'
import { serverFor } from '../../../../support/delivery/http.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

test('a port that somebody has is a fault while the service is down', async t => {
  const { url } = await serverFor(t)
  const installation = installationOf(t, `listen: { port: ${new URL(url).port} }\n`)
  assert.match((await findings(listening, installation))[0] ?? '', /^fault listen: .*EADDRINUSE/)
  assert.deepEqual(await findings(listening, { ...installation, service: running() }), [])
})

test('pages that everybody in a network can read are a warning', async t => {
  const open = installationOf(t, 'listen: { host: 0.0.0.0, port: 0 }\n')
  assert.match((await findings(listening, open))[0] ?? '', /^warning listen.host/)
  const closed = installationOf(t, 'listen: { host: 0.0.0.0, port: 0 }\naccess: { anonymous: none }\n')
  assert.deepEqual(await findings(listening, closed), [])
})

test('probes in a network that want a log-in over plain HTTP are a warning', async t => {
  const file = join(temporaryFolder(t), 'web.yml')
  writeFileSync(
    file,
    'basic_auth_users: { ann: "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi" }\n',
  )
  const of = (host: string) =>
    installationOf(t, `listen: { port: 0, web_config: ${file}, probes: { host: ${host}, port: 0 } }\n`)
  assert.match((await findings(listening, of('0.0.0.0')))[0] ?? '', /^warning listen\.probes: .*in clear/)
  assert.deepEqual(await findings(listening, of('127.0.0.1')), [])
})
