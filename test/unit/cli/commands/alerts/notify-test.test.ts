import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notifyTestCommand } from '../../../../../src/cli/commands/alerts/notify-test.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const message = (state: string, answer: string | null = null) => ({
  id: 7,
  recipient: 'ann@example.org',
  state,
  answer,
})

test('it waits for the answer of the server and prints it', async t => {
  const service = await fakeService(t, {
    'POST /api/v1/test-messages': { messages: [message('queued')] },
    'GET /api/v1/messages/7': { message: message('accepted', '250 OK') },
  })
  const { stdout, code } = await service.run(notifyTestCommand, '--to', 'ann', '--by', 'bob')
  assert.equal(stdout, 'TO               STATE     ANSWER\nann@example.org  accepted  250 OK\n')
  assert.equal(code, 0)
  assert.deepEqual(service.asked[0]?.body, { by: 'bob', to: 'ann' })
})

test('a message that was given up makes the exit code 1', async t => {
  const answer = { messages: [message('dead', '550 no such user')] }
  const service = await fakeService(t, { 'POST /api/v1/test-messages': answer })
  const { stdout, code } = await service.run(notifyTestCommand)
  assert.match(stdout, /given up +550 no such user/)
  assert.equal(code, 1)
})

test('one that nobody answered in the time given is still waiting', async t => {
  const service = await fakeService(t, {
    'POST /api/v1/test-messages': { messages: [message('queued')] },
    'GET /api/v1/messages/7': { message: message('attempting') },
  })
  const { stdout, code } = await service.run(notifyTestCommand, '--wait', '1s')
  assert.match(stdout, /ann@example\.org +waiting/)
  assert.equal(code, 1)
  assert.match(
    (await service.run(notifyTestCommand, '--wait', 'long')).stderr,
    /--wait long is not a duration/,
  )
})
