import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChain, START } from '../../../../support/chain/fault-chain.ts'
import { leapingClock } from '../../../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('a commit that cannot be written whole leaves nothing of itself', t => {
  const clock = leapingClock(START)
  const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: 1 } })
  t.after(() => chain.close())
  const { history } = chain.store
  const add = history.add
  history.add = () => {
    throw new Error('disk full')
  }
  chain.change(1)
  assert.throws(() => chain.look(), /disk full/)
  assert.deepEqual(chain.store.episodes.open(), [])
  assert.equal(chain.store.outbox.summary().counts.queued, 0)
  history.add = add
  chain.look()
  assert.equal(chain.store.episodes.open().length, 1)
})
