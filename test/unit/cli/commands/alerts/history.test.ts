import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyCommand } from '../../../../../src/cli/commands/alerts/history.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const entry = (minute: string, action: string, alert: string | null = null) => ({
  at: `2026-05-01T10:${minute}:00.000Z`,
  actor: 'ann',
  action,
  alert,
  detail: 'because of this and that',
})
// The service answers the latest first, and one alert from its beginning on.
const ALL = [entry('05', 'silenced'), entry('01', 'acknowledged', '0123456789abcdef')]
const NOW = '2026-05-01T11:00:00.000Z'

test('history is told from the oldest entry on', async t => {
  const service = await fakeService(t, { 'GET /api/v1/history': { now: NOW, history: ALL } })
  const { stdout } = await service.run(historyCommand)
  assert.equal(
    stdout,
    `1 May 10:01  ann  acknowledged  01234567
              because of this and that
1 May 10:05  ann  silenced
              because of this and that
`,
  )
  assert.equal(service.asked[0]?.what, 'GET /api/v1/history?limit=50')
})

test('history of one alert asks for that alert, and prints JSON where it is asked for', async t => {
  const service = await fakeService(t, { 'GET /api/v1/history': { now: NOW, history: ALL } })
  const { stdout } = await service.run(historyCommand, '012345', '--json', '--limit', '2')
  assert.deepEqual(JSON.parse(stdout), { history: ALL })
  assert.equal(service.asked[0]?.what, 'GET /api/v1/history?limit=2&alert=012345')
})

test('no history is said in a sentence, and a limit that is no number refused', async t => {
  const service = await fakeService(t, { 'GET /api/v1/history': { now: NOW, history: [] } })
  assert.equal((await service.run(historyCommand)).stdout, 'Nothing has happened yet.\n')
  const { stderr, code } = await service.run(historyCommand, '--limit', '0')
  assert.deepEqual([stderr, code], ['slowburn: --limit must be a whole number from 1 on\n', 1])
})
