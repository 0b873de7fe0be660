import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { closeOwned } from '../../../../src/core/parts/close-owned.ts'
import { loadProof } from '../../../support/watchdog.ts'

const toy: Owner = { kind: 'notifier', name: 'toy' }

describe('a part that is closed', () => {
  test('owns what it does', async () => {
    const owners = createOwners()
    const seen: Array<Owner | null> = []
    const close = async (): Promise<void> => {
      seen.push(owners.current())
      await Promise.resolve()
      seen.push(owners.current())
    }
    await closeOwned(toy, close, { owners, watchdog: loadProof(0.1).watchdog })
    assert.deepEqual(seen, [toy, toy])
  })

  test('is interrupted and named where it loops, or where what it throws loops when it is read', async () => {
    const { watchdog, forever } = loadProof(0.1)
    const deps = { owners: createOwners(), watchdog }
    await assert.rejects(closeOwned(toy, forever, deps), /notifier toy did not return within 0.1 s/)
    const thrown = Object.defineProperty(new Error('toys'), 'message', { get: forever })
    await assert.rejects(
      closeOwned(toy, async () => Promise.reject(thrown), deps),
      /notifier toy did not return within 0.1 s/,
    )
  })

  test('rejects with what it throws', async () => {
    const deps = { owners: createOwners(), watchdog: loadProof(0.1).watchdog }
    await assert.rejects(
      closeOwned(toy, async () => Promise.reject(new Error('out of order')), deps),
      /out of order/,
    )
  })
})
