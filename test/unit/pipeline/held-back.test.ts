// The path from the rate limit to whoever asks: what is held back is in the history, and with what is suppressed now.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import { openChain, START } from '../../support/chain/fault-chain.ts'
import { leapingClock } from '../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('what the rate limit holds back is in the history once, with why and until when', async t => {
  const clock = leapingClock(START)
  const chain = openChain({ folder: temporaryFolder(t), clock, smtp: { port: 1 } })
  t.after(() => chain.close())
  chain.change(5)
  chain.look()
  chain.change(9)
  for (const minute of [1, 2, 3]) {
    clock.set(START + minute * MINUTE)
    chain.look()
  }
  const held = chain.store.history.list(100).filter(({ action }) => action === 'held back')
  assert.equal(held.length, 4)
  assert.match(held[0]?.detail ?? '', /^ann@example\.org: held back by the rate limit until .* 01:15 UTC$/)
})
