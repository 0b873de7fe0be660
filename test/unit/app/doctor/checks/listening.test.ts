import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listening } from '../../../../../src/app/doctor/checks/listening.ts'
import { serverFor } from '../../../../support/delivery/http.ts'
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
