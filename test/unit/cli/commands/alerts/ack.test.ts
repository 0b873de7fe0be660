import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ackCommand } from '../../../../../src/cli/commands/alerts/ack.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const ALERT = { id: 'f1', rule: 'slower', series_key: 'run_time', state: 'firing', severity: 'page' }

test('ack acknowledges with a note, in somebody’s name', async t => {
  const answer = { changed: true, alert: { ...ALERT, handling: null } }
  const service = await fakeService(t, { 'POST /api/v1/alerts/f1/acknowledge': answer })
  const { stdout, code } = await service.run(ackCommand, 'f1', '--note', 'rolling back', '--by', 'ann')
  assert.equal(stdout, 'Acknowledged: slower, run_time.\n')
  assert.equal(code, 0)
  assert.deepEqual(service.asked[0]?.body, { by: 'ann', note: 'rolling back' })
})

test('ack --undo releases it', async t => {
  const answer = { changed: true, alert: { ...ALERT, handling: null } }
  const service = await fakeService(t, { 'POST /api/v1/alerts/f1/release': answer })
  assert.equal((await service.run(ackCommand, 'f1', '--undo')).stdout, 'Released: slower, run_time.\n')
})
