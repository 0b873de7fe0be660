import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwnInput } from '../../../../src/delivery/notifiers/own-input.ts'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import { SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'
import { contactBy } from '../../../support/delivery/channels.ts'

test('a channel renders from a copy that holds the same, and cannot write to it', () => {
  for (const channel of channels) {
    const given = sample()
    const before = structuredClone(given.transition)
    const one = withOwnInput({
      ...channel,
      renderAlert: input => {
        assert.deepEqual(input, given)
        assert.throws(() => Object.assign(input.transition, { to: 'resolved' }), TypeError)
        return []
      },
    })
    assert.deepEqual(one.renderAlert(given, [], SETTINGS), [])
    assert.deepEqual(given.transition, before)
  }
})

test('it is asked of its contacts as it is, and is handed no settings of another channel', () => {
  for (const channel of channels) {
    const options: unknown = contactBy(channel.name)[channel.name as 'email']
    const one = withOwnInput(channel)
    assert.deepEqual(one.recipients(options, 'ann'), channel.recipients(options, 'ann'))
    assert.equal(one.audience(options), channel.audience(options))
    const all = { smtp: null, foreign: 'secret' }
    const opened = withOwnInput({
      ...channel,
      open: (_, { settings }) => assert.fail(Object.keys(settings).join(' ')),
    })
    const opening = { settings: all, folder: '/tmp', clock: { now: () => 0, sleep: async () => {} } }
    assert.throws(() => opened.open([], opening), { message: Object.keys(channel.settings).join(' ') })
  }
})
