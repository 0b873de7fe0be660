import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../../src/core/duration.ts'
import { rolloutAlarms } from '../../../../../src/pipeline/alerts/own/rollouts.ts'
import { emptyLedger, NOW, readyLedger, settingsOf } from '../../../../support/rollout/ledger.ts'

test('a rollback that lapses is an alarm before it is needed, with what stands in the way', t => {
  const store = readyLedger(t)
  assert.deepEqual(rolloutAlarms([settingsOf()], store, NOW), [])
  const [alarm] = rolloutAlarms([settingsOf()], store, NOW + 7 * DAY)
  assert.deepEqual(alarm?.labels, { alertname: 'SlowburnRolloutNotReady', rollout: 'api', severity: 'watch' })
  const { summary, description } = alarm.words('then')
  assert.match(summary, /^Rolling api back from v2 to v1 is not ready: /)
  assert.match(
    description,
    /^It is not ready since then\. .*Rehearsed: the last rehearsal of this pair is older than 1w\./,
  )
})

test('there is none where there is nothing to go back to', t => {
  assert.deepEqual(rolloutAlarms([settingsOf()], emptyLedger(t), NOW), [])
})
