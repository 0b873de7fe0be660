import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DuplicateNameError, distinct } from '../../../../src/core/names/distinct.ts'

const files = ['src/a.ts', 'src/b.ts', 'src/c.ts']

describe('the members of a registry', () => {
  test('are what they were where each has a name of its own', () => {
    const members = [{ name: 'a' }, { name: 'b' }] as const
    assert.equal(
      distinct(members, files, ({ name }) => name),
      members,
    )
  })

  test('are refused where two have one name, with the file of each', () => {
    const members = [{ name: 'a' }, { name: 'b' }, { name: 'a' }]
    assert.throws(() => distinct(members, files, ({ name }) => name), {
      name: 'DuplicateNameError',
      message: '"a" is named twice, in src/a.ts and in src/c.ts: rename one of them',
    })
  })

  test('may have several names, none of them another’s', () => {
    const members = [
      { x: 1, y: 1 },
      { z: 1, y: 2 },
    ]
    assert.throws(() => distinct(members, files, Object.keys), DuplicateNameError)
    assert.doesNotThrow(() => distinct([{ x: 1 }, { z: 1 }], files, Object.keys))
  })
})
