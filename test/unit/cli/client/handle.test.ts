import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { handle, handling } from '../../../../src/cli/client/handle.ts'
import { fakeService } from '../../../support/process/fake-service.ts'

const command = {
  group: 'Alerts',
  build: () =>
    handling(new Command('do')).action((id: string, options) => handle(id, 'accept', 'Accepted', options)),
} as const

test('what was so already is no change', async t => {
  const alert = { id: 'a/b', rule: 'r', series_key: 's', state: 'firing', severity: 'watch', handling: null }
  const service = await fakeService(t, { 'POST /api/v1/alerts/a%2Fb/accept': { changed: false, alert } })
  assert.equal((await service.run(command, 'a/b')).stdout, 'No change: r, s.\n')
})

test('text of others does not steer the terminal', async t => {
  const alert = {
    id: 'x',
    rule: '\u001b[31mred',
    series_key: 's',
    state: 'firing',
    severity: 'page',
    handling: null,
  }
  const service = await fakeService(t, { 'POST /api/v1/alerts/x/accept': { changed: true, alert } })
  assert.ok(!(await service.run(command, 'x')).stdout.includes('\u001b'))
})

test('what the service refuses is one line and exit code 1', async t => {
  const service = await fakeService(t, {})
  const { stdout, stderr, code } = await service.run(command, 'nothing')
  assert.deepEqual([stdout, stderr, code], ['', 'slowburn: there is no such thing\n', 1])
})

test('an id that is no alert’s may be an incident’s: all of its alerts are named', async t => {
  const alert = { rule: 'r', state: 'firing', severity: 'watch', handling: null }
  const alerts = ['a', 'b'].map(id => ({ ...alert, id, series_key: `s${id}` }))
  const service = await fakeService(t, {
    'POST /api/v1/incidents/0123/accept': { changed: true, incident: '0123456789', alerts },
  })
  assert.equal(
    (await service.run(command, '0123')).stdout,
    'Accepted: r, sa (incident 01234567).\nAccepted: r, sb (incident 01234567).\n',
  )
})
