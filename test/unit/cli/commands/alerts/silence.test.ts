import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageWords, silenceCommand } from '../../../../../src/cli/commands/alerts/silence.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const NOW = '2026-05-01T10:00:00.000Z'
const SILENCE = {
  id: '3f9a1c',
  matchers: ['task_type="build"'],
  starts_at: NOW,
  ends_at: '2026-05-01T12:00:00.000Z',
  by: 'ann',
  comment: 'new compiler',
}

test('a silence says what it covers, until when, and by which id it can be ended', async t => {
  const answer = { now: NOW, changed: true, silence: SILENCE, covers: { alerts: 1, series: 3 } }
  const service = await fakeService(t, { 'POST /api/v1/silences': answer })
  const args = ['task_type=build', '--for', '2h', '--comment', 'new compiler', '--by', 'ann']
  const { stdout } = await service.run(silenceCommand, ...args)
  assert.match(
    stdout,
    /^Silenced: task_type="build" until 1 May 12:00 UTC, id 3f9a1c\nIt covers 1 alert that stands and 3 series\.\n$/,
  )
  assert.deepEqual(service.asked[0]?.body, {
    matchers: ['task_type=build'],
    for: '2h',
    comment: 'new compiler',
    by: 'ann',
  })
  await service.run(silenceCommand, ...args, '--everything')
  const { body } = service.asked[1] ?? assert.fail('asked once')
  assert.equal((body as { everything?: boolean }).everything, true)
})

test('--list shows those that are not over, and --expire ends one', async t => {
  const service = await fakeService(t, {
    'GET /api/v1/silences': { now: NOW, silences: [SILENCE] },
    'POST /api/v1/silences/3f9a1c/expire': {
      now: NOW,
      changed: true,
      silence: SILENCE,
      covers: { alerts: 1, series: 3 },
    },
  })
  const listed = await service.run(silenceCommand, '--list')
  assert.match(listed.stdout, /^3f9a1c +now +1 May 12:00 +ann +task_type="build" \(new compiler\)$/m)
  assert.match((await service.run(silenceCommand, '--expire', '3f9a1c')).stdout, /^Ended: task_type="build"/)
})

test('it asks for a length and a reason, and for one thing at a time', async t => {
  const service = await fakeService(t, {})
  const refusal = async (...args: string[]): Promise<string> =>
    (await service.run(silenceCommand, ...args)).stderr
  assert.match(await refusal('a=b', '--comment', 'x'), /say how long with --for/)
  assert.match(await refusal('a=b', '--for', '2h'), /say why with --comment/)
  assert.match(await refusal(), /give matchers, or --list, or --expire ID/)
  assert.match(await refusal('a=b', '--list'), /give matchers, or --list, or --expire ID/)
  assert.deepEqual(service.asked, [])
})

test('a silence that covers nothing says so loudly', () => {
  assert.match(coverageWords({ alerts: 0, series: 0 }), /^It covers NOTHING: .*slowburn alerts$/)
})
