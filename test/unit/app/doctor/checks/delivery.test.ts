import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delivery } from '../../../../../src/app/doctor/checks/delivery.ts'
import { nobodyAt } from '../../../../support/delivery/http.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('a mail server that is away is named with the step at which the connection ended', async t => {
  const installation = installationOf(
    t,
    `listen: { url: "${await nobodyAt()}" }
contacts: [{ name: ann, email: ann@example.org }]
smtp: { host: 127.0.0.1, port: 9, tls: none, from: s@example.org }
`,
  )
  const [found, ...others] = await delivery.run(installation)
  assert.deepEqual(others, [])
  assert.match(found?.where ?? '', /^email/)
  assert.match(found?.remedy ?? '', /^No connection/)
  assert.deepEqual(await findings(delivery, installationOf(t)), [])
})
