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

test('whoever is not notified stands beside the alert, with why and until when', async t => {
  const until = '2026-05-01T12:10:00.000Z'
  const held = { contact: 'ann', reason: 'rate limit', by: null, until }
  const alerts = [
    alert('aaaaaaaa1', 'firing', { suppressed: [held, { ...held, contact: 'bob' }] }),
    alert('bbbbbbbb2', 'firing'),
  ]
  const service = await fakeService(t, { 'GET /api/v1/alerts': { now: NOW, alerts, firing: 2, total: 2 } })
  const { stdout } = await service.run(alertsCommand)
  const lines = stdout.trim().split('\n')
  assert.match(lines[1] ?? '', /^aaaaaaaa .*Run time/)
  assert.match(lines[2] ?? '', /^ {2}not notified: ann, and 1 more, .*until/)
  assert.match(lines[3] ?? '', /^bbbbbbbb/)
  assert.equal(lines.length, 4)
})

test('a message that was given up is said with what the server answered', async t => {
  const lost = { contact: 'ann', reason: 'given up', by: null, until: null, why: '550 no such user' }
  const alerts = [alert('aaaaaaaa1', 'firing', { suppressed: [lost] })]
  const service = await fakeService(t, { 'GET /api/v1/alerts': { now: NOW, alerts, firing: 1, total: 1 } })
  const { stdout } = await service.run(alertsCommand)
  assert.match(stdout, /not notified: ann, the message was given up: 550 no such user/)
})

test('all that stand are listed, however many pages they take', async t => {
  const alerts = Array.from({ length: 1000 }, (_, index) => alert(String(index).padStart(9, 'a'), 'firing'))
  const service = await fakeService(t, {
    'GET /api/v1/alerts': { now: NOW, alerts, firing: 2500, total: 9000 },
  })
  const { stdout } = await service.run(alertsCommand)
  assert.deepEqual(
    service.asked.map(({ what }) => what.replace(/.*offset=/, '')),
    ['0', '1000', '2000'],
  )
  assert.equal(stdout.trim().split('\n').length, 3001)
})

test('the long summary of one received alert hides the name of none', async t => {
  const summary =
    'the disk of the database that holds the queue is filling up and will be full before noon '.repeat(2)
  const alerts = [
    alert('aaaaaaaa1', 'firing', { title: 'DiskFull of db1', verdict: summary, size: null }),
    alert('bbbbbbbb2', 'firing', { handling: { state: 'acknowledged', by: 'ann', until: null } }),
  ]
  const service = await fakeService(t, { 'GET /api/v1/alerts': { now: NOW, alerts, firing: 2, total: 2 } })
  const { stdout } = await service.run(alertsCommand)
  const [, received = '', own = ''] = stdout.split('\n')
  assert.match(received, /DiskFull of db1: the disk.*…$/)
  assert.match(own, /\+44 % +Run time bbbbbbbb2 is higher$/)
  assert.ok(stdout.split('\n').every(line => line.length <= 80))
})
