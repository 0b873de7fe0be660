import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertsCommand } from '../../../../../src/cli/commands/alerts/alerts.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const NOW = '2026-05-01T12:00:00.000Z'
const alert = (id: string, state: string, more: Record<string, unknown> = {}) => ({
  id,
  rule: 'slower',
  series_key: 'run_time',
  state,
  severity: 'page',
  handling: null,
  title: `Run time ${id}`,
  verdict: 'is higher',
  size: '+44 %',
  pending_since: '2026-05-01T09:00:00.000Z',
  firing_since: state === 'pending' ? null : '2026-05-01T10:00:00.000Z',
  resolved_at: state === 'resolved' ? '2026-05-01T11:00:00.000Z' : null,
  suppressed: [],
  ...more,
})

test('what fires comes first, with who has taken it on, for how long and how much', async t => {
  const handling = { state: 'acknowledged', by: 'ann', until: null }
  const alerts = [
    alert('aaaaaaaa1', 'pending'),
    alert('bbbbbbbb2', 'firing', { handling }),
    alert('cccccccc3', 'firing'),
    alert('dddddddd4', 'resolved'),
  ]
  const service = await fakeService(t, { 'GET /api/v1/alerts': { now: NOW, alerts } })
  const { stdout } = await service.run(alertsCommand)
  assert.deepEqual(
    stdout.split('\n').map(line => line.split(/ {2,}/).slice(0, 5).join(' | ')),
    [
      'ID | STATE | LEVEL | FOR | CHANGE',
      'cccccccc | firing | page | 2h | +44 %',
      'bbbbbbbb | acknowledged | page | 2h | +44 %',
      'aaaaaaaa | pending | page | 3h | +44 %',
      '',
    ],
  )
  assert.match((await service.run(alertsCommand, '--all')).stdout, /^dddddddd +resolved +page +1h/m)
})

test('no alert is said in a sentence', async t => {
  const service = await fakeService(t, { 'GET /api/v1/alerts': { now: NOW, alerts: [] } })
  assert.equal((await service.run(alertsCommand)).stdout, 'No alert is firing or pending.\n')
  assert.deepEqual(JSON.parse((await service.run(alertsCommand, '--json')).stdout), { alerts: [] })
})
