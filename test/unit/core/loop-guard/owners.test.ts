import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'

describe('what a part leaves behind', () => {
  test('belongs to it: timers, promises, and what these start', async () => {
    const owners = createOwners()
    const seen: Array<string | undefined> = []
    const leaves = async (): Promise<void> => {
      await setImmediate()
      seen.push(owners.current()?.name)
      await setTimeout(1)
      seen.push(owners.current()?.name)
    }
    const source = (name: string): Owner => ({ kind: 'source', name })
    await Promise.all([owners.under(source('a'), leaves), owners.under(source('b'), leaves)])
    assert.deepEqual(seen.toSorted(), ['a', 'a', 'b', 'b'])
    assert.equal(owners.current(), null)
  })

  test('does not belong to it where slowburn does its own work within', async () => {
    const owners = createOwners()
    const seen = await owners.under({ kind: 'notifier', name: 'toy' }, async () => {
      const within = await owners.under(null, async () => {
        await setImmediate()
        return owners.current()
      })
      return [within, owners.current()?.name]
    })
    assert.deepEqual(seen, [null, 'toy'])
  })
})

test('nobody is to blame for what is interrupted by itself', () => {
  const owners = createOwners()
  const toy: Owner = { kind: 'page', name: '/toy' }
  owners.under(toy, () => {
    assert.equal(owners.unlimited(), toy)
    assert.equal(owners.limit(true), false)
    assert.deepEqual([owners.unlimited(), owners.current()], [null, toy])
    assert.equal(owners.limit(false), true)
    assert.equal(owners.unlimited(), toy)
  })
})
