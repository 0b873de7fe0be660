import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snoozeCommand } from '../../../../../src/cli/commands/alerts/snooze.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const HANDLING = { state: 'snoozed', by: 'ann', until: '2026-05-01T14:00:00.000Z' }
const ALERT = { id: 'f1', rule: 'slower', series_key: 'run_time', state: 'firing', severity: 'page' }

test('snooze says until when', async t => {
  const answer = { changed: true, alert: { ...ALERT, handling: HANDLING } }
  const service = await fakeService(t, { 'POST /api/v1/alerts/f1/snooze': answer })
  const { stdout } = await service.run(snoozeCommand, 'f1', '--for', '4h', '--by', 'ann')
  assert.equal(stdout, 'Snoozed: slower, run_time until 2026-05-01 14:00 UTC.\n')
  assert.deepEqual(service.asked[0]?.body, { by: 'ann', for: '4h' })
})
