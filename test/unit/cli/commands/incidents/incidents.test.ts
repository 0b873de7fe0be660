import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incidentsCommand } from '../../../../../src/cli/commands/incidents/incidents.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const NOW = '2026-05-01T12:00:00.000Z'
const change = (title: string, series: number, more: Record<string, unknown> = {}) => ({
  title,
  verdict: 'stepped up',
  size: '+44 %',
  series: { id: series },
  onset: { value: '2026-04-28T04:00:00.000Z' },
  cleared_at: null,
  ...more,
})
const incident = (id: string | null, more: Record<string, unknown> = {}) => ({
  id,
  severity: 'page',
  closed_at: null,
  merged_into: null,
  shared: 'task_type build',
  root: change('Task run time p50 of build', 12),
  symptoms: [{ odds_nats: 3.1, change: change('Task queue wait p50', 14, { size: null }) }],
  record: [{ at: NOW, what: 'opened', series: ['Task run time p50 of build'], other: null }],
  ...more,
})

test('each that stands is one line: since when, how much, what, and how much more', async t => {
  const incidents = [
    incident('0123456789abcdef0123'),
    incident(null, { symptoms: [], severity: 'watch' }),
    incident('fedcba9876543210fedc', { closed_at: NOW }),
  ]
  const service = await fakeService(t, { 'GET /api/v1/incidents': { now: NOW, incidents } })
  const { stdout } = await service.run(incidentsCommand)
  const lines = stdout.split('\n')
  assert.match(
    lines[1] ?? '',
    /^01234567 +page +Tue 28 Apr 04:00 UTC +\+44 % +Task run time p50 of build, and/,
  )
  assert.match(lines[2] ?? '', /^ +watch /)
  assert.equal(lines.length, 4)
  assert.ok(
    lines.every(line => line.length <= 80),
    stdout,
  )
  assert.match((await service.run(incidentsCommand, '--all')).stdout, /^fedcba98 +over/m)
  const json = JSON.parse((await service.run(incidentsCommand, '--json')).stdout) as { incidents: unknown[] }
  assert.deepEqual(json.incidents, incidents.slice(0, 2))
})

test('one is shown with what changed with it, by the number that split takes, and how it came about', async t => {
  const answer = { now: NOW, incident: incident('0123456789abcdef0123', { merged_into: 'ffff0000' }) }
  const service = await fakeService(t, { 'GET /api/v1/incidents/0123': answer })
  const { stdout } = await service.run(incidentsCommand, '0123')
  assert.match(
    stdout,
    /^Task run time p50 of build stepped up \(\+44 %\) since Tue 28 Apr 04:00 UTC \(page\)\./,
  )
  assert.match(stdout, /It is part of incident ffff0000\./)
  assert.match(stdout, /What all of it shares: task_type build\./)
  assert.match(stdout, /^14 +Tue 28 Apr 04:00 UTC +stepped up +Task queue wait p50$/m)
  assert.match(stdout, /opened with Task run time p50 of build/)
})

test('none is said in a sentence, and one that is not there in a line', async t => {
  const service = await fakeService(t, { 'GET /api/v1/incidents': { now: NOW, incidents: [] } })
  assert.equal((await service.run(incidentsCommand)).stdout, 'No incident is open.\n')
  const { stderr, code } = await service.run(incidentsCommand, 'nothing')
  assert.deepEqual([stderr, code], ['slowburn: there is no such thing\n', 1])
})
