import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clocks } from '../../../../../src/app/doctor/checks/clocks.ts'
import { manualClock, systemClock } from '../../../../../src/core/clock.ts'
import { HOUR, SECOND } from '../../../../../src/core/duration.ts'
import { serverFor } from '../../../../support/delivery/http.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('an Alertmanager whose clock differs is a warning by seconds and a fault by an hour', async t => {
  const { url } = await serverFor(t)
  const installation = installationOf(t, `alertmanager: { members: ["${url}"] }\n`)
  const by = (ms: number) => findings(clocks, { ...installation, clock: manualClock(systemClock.now() + ms) })
  assert.deepEqual(await by(0), [])
  assert.match(
    (await by(30 * SECOND))[0] ?? '',
    /^warning alertmanager.members.0: its clock is .* behind ours/,
  )
  assert.match((await by(-HOUR))[0] ?? '', /^fault .*ahead of ours/)
})

test('what cannot be asked has no clock that differs', async t => {
  const installation = installationOf(t, 'alertmanager: { members: ["http://127.0.0.1:9"] }\n')
  assert.deepEqual(await findings(clocks, installation), [])
})
