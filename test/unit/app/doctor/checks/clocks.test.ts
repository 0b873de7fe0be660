import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clocks } from '../../../../../src/app/doctor/checks/clocks.ts'
import { manualClock, systemClock } from '../../../../../src/core/clock.ts'
import { HOUR, SECOND } from '../../../../../src/core/duration.ts'
import { ConfigError } from '../../../../../src/core/errors.ts'
import { serverFor } from '../../../../support/delivery/http.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'
import { unattended } from '../../../../support/unattended.ts'

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

test('a source that is at fault when it is asked for its clock is named', async t => {
  const fault = { path: 'source app', message: 'never answers', remedy: 'Mend the source' }
  const parts = { ...unattended, ask: () => Promise.reject(new ConfigError([fault])) }
  assert.deepEqual(await findings(clocks, installationOf(t, '', { parts })), [
    'fault sources.0 (app): its clock cannot be read: it never answers',
  ])
})
