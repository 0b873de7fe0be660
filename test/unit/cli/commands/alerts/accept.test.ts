import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptCommand } from '../../../../../src/cli/commands/alerts/accept.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const ALERT = {
  id: 'f1',
  rule: 'slower',
  series_key: 'run_time',
  state: 'resolved',
  severity: 'page',
  handling: null,
}

test('accept takes the level of an alert as normal, and can be taken back', async t => {
  const service = await fakeService(t, {
    'POST /api/v1/alerts/f1/accept': { changed: true, alert: ALERT },
    'POST /api/v1/alerts/f1/unaccept': { changed: true, alert: ALERT },
  })
  assert.equal((await service.run(acceptCommand, 'f1')).stdout, 'Accepted: slower, run_time.\n')
  assert.equal((await service.run(acceptCommand, 'f1', '--undo')).stdout, 'Taken back: slower, run_time.\n')
})

test('accept --series names a series instead of an alert', async t => {
  const answer = { changed: false, series: { key: 'run_time{task_type="build"}' } }
  const service = await fakeService(t, { 'POST /api/v1/series/12/accept': answer })
  const { stdout } = await service.run(acceptCommand, '12', '--series', '--note', 'larger repositories')
  assert.equal(stdout, 'No change: run_time{task_type="build"}.\n')
  assert.match(JSON.stringify(service.asked[0]?.body), /"note":"larger repositories"/)
})
