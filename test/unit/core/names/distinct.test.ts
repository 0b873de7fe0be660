import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { distinct, MemberError } from '../../../../src/core/names/distinct.ts'

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
      name: 'MemberError',
      message: '"a" is named twice, in src/a.ts and in src/c.ts: rename one of them',
    })
  })

  test('may have several names, none of them another’s', () => {
    const members = [
      { x: 1, y: 1 },
      { z: 1, y: 2 },
    ]
    assert.throws(() => distinct(members, files, Object.keys), MemberError)
    assert.doesNotThrow(() => distinct([{ x: 1 }, { z: 1 }], files, Object.keys))
  })

  test('are refused by their file where one throws when it is read, or has no name', () => {
    const thrown = {
      name: 'toy',
      get about(): string {
        throw new Error('out of toys')
      },
    }
    const nameless = { name: undefined as unknown as string }
    for (const [toy, why] of [
      [thrown, 'out of toys'],
      [nameless, 'its name is no text'],
    ] as const) {
      assert.throws(() => distinct([{ name: 'a' }, toy], files, ({ name }) => name), {
        name: 'MemberError',
        message: `src/b.ts cannot be read: ${why}. Mend it, or take it out and run npm run generate`,
      })
    }
  })
})
