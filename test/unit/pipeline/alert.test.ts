// The stage as a whole; its steps have tests of their own.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openChain, START } from '../../support/chain/fault-chain.ts'
import { leapingClock } from '../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../support/folder.ts'

describe('the alert stage', () => {
  test('commits a transition together with its messages and its history, and once', t => {
    const clock = leapingClock(START)
    const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: 1 } })
    t.after(() => chain.close())
    chain.change(1)
    chain.look()
    const [episode] = chain.store.episodes.open()
    assert.equal(episode?.state, 'firing')
    const owed = chain.store.outbox.conversation(episode?.id ?? '')
    assert.ok(owed.length > 0)
    const actions = chain.store.history.of(episode?.id ?? '').map(({ action }) => action)
    assert.ok(actions.includes('firing') && actions.includes('notified'), String(actions))
    chain.look()
    assert.deepEqual(chain.store.outbox.conversation(episode?.id ?? ''), owed)
    assert.equal(chain.store.history.of(episode?.id ?? '').length, actions.length)
  })
})
