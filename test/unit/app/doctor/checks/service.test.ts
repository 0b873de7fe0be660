import assert from 'node:assert/strict'
import { test } from 'node:test'
import { service } from '../../../../../src/app/doctor/checks/service.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

test('a service that is down, gone, silent or behind is named as what it is', async t => {
  const installation = installationOf(t)
  const of = (state: typeof installation.service) => findings(service, { ...installation, service: state })
  assert.match((await of({ state: 'stopped' }))[0] ?? '', /^warning service: no service runs/)
  assert.match((await of({ state: 'ended', pid: 7 }))[0] ?? '', /^fault service: process 7 ended/)
  assert.match(
    (await of({ state: 'silent', pid: 7, url: 'u', why: 'w' }))[0] ?? '',
    /^fault .*gives no answer: w/,
  )
  assert.deepEqual(await of(running()), [])
  assert.match(
    (await of(running('', 'degraded\nsource_blind: app: table t\n')))[0] ?? '',
    /^fault service: source_blind/,
  )
  assert.match(
    (await of(running('', 'degraded\nhistory_half_read: of app\n')))[0] ?? '',
    /^warning service: of app/,
  )
  assert.match((await of(running('', 'first_tick_pending: not yet\n')))[0] ?? '', /^warning/)
})
