import assert from 'node:assert/strict'
import { AsyncResource } from 'node:async_hooks'
import { test } from 'node:test'
import { fillingWords, followFilling } from '../../../../src/app/containment/filled-pool.ts'
import { createOwners, nameOf, type Owner } from '../../../../src/core/loop-guard/owners.ts'

test('whoever fills the threads is blamed when that is looked at, and stays known when its calls have ended', t => {
  const toy: Owner = { kind: 'source', name: 'toy' }
  const owners = createOwners()
  const blamed: string[] = []
  const filling = followFilling(owners, (owner, what) => blamed.push(`${nameOf(owner)}: ${what}`))
  t.after(() => filling.stop())
  filling.look()
  assert.deepEqual([filling.by(), blamed], [null, []])
  const calls = [1, 2].map(() => owners.under(toy, () => new AsyncResource('FSREQCALLBACK')))
  filling.look()
  assert.deepEqual(blamed, ['source toy: 2 calls of fs that do not end keep all others waiting'])
  for (const one of calls) one.runInAsyncScope(() => undefined)
  assert.equal(filling.by()?.owner, toy)
})

test('one call is spoken of as one', () => {
  const owner: Owner = { kind: 'source', name: 'toy' }
  const words = fillingWords({ owner, place: 'a call of fs that does not end' })
  assert.equal(words, 'a call of fs that does not end keeps all others waiting')
})
