import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { isLifecycleKind, LIFECYCLE_KINDS, lifecycleKinds } from '../../../src/lifecycles/registry.ts'

const FILES = new URL('../../../src/lifecycles/kinds/', import.meta.url)

describe('the kinds of lifecycle', () => {
  test('each has a file of its name, and every file is one', () => {
    const files = readdirSync(FILES)
      .map(file => file.replace('.ts', ''))
      .filter(file => file !== 'members')
    assert.deepEqual([...LIFECYCLE_KINDS].sort(), files.sort())
  })

  test('an event type belongs to one kind', () => {
    const types = LIFECYCLE_KINDS.flatMap(kind => Object.keys(lifecycleKinds[kind].joins))
    assert.equal(new Set(types).size, types.length)
  })

  test('a name that is no kind is not taken for one', () => {
    assert.deepEqual(['task', 'ledger_entry', 'toString'].map(isLifecycleKind), [true, false, false])
  })
})
