import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recallList, rememberList } from '../../../../../src/pipeline/collect/problems/remembered.ts'
import type { MemoryChange } from '../../../../../src/sources/memory.ts'

const isText = (value: unknown): value is string => typeof value === 'string'

test('a list is kept under its owner for each source, and what is damaged of it is left out', () => {
  const kept = new Map<string, Uint8Array>()
  const store = {
    recall: (owner: string, key: string) => kept.get(`${owner} ${key}`) ?? null,
    remember: (owner: string, changes: readonly MemoryChange[]) => {
      for (const change of changes) {
        if ('key' in change && change.value !== null) kept.set(`${owner} ${change.key}`, change.value)
      }
    },
  }
  rememberList(store, '#toys', 'a', ['one', 2, 'three'])
  assert.deepEqual(recallList(store, '#toys', 'a', isText), ['one', 'three'])
  assert.deepEqual(recallList(store, '#toys', 'b', isText), [])
  assert.deepEqual(recallList(store, '#others', 'a', isText), [])
  for (const damaged of ['{', '{}', 'null']) {
    kept.set('#toys a', Buffer.from(damaged))
    assert.deepEqual(recallList(store, '#toys', 'a', isText), [])
  }
})
