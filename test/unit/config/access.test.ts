import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { access } from '../../../src/config/access.ts'

describe('who may do what', () => {
  test('is left to the default where nothing is given', () => {
    assert.deepEqual(access.parse({}), { anonymous: null, users: {}, tokens: [] })
  })

  test('takes roles that there are, and digests of tokens, never a token', () => {
    const token = { name: 'ci', role: 'act', hash: `sha256:${'0'.repeat(64)}` }
    assert.deepEqual(access.parse({ tokens: [token], users: { ann: 'administer' } }).tokens, [token])
    for (const wrong of [
      { anonymous: 'act' },
      { users: { ann: 'root' } },
      { tokens: [{ ...token, hash: 'secret' }] },
      { tokens: [{ ...token, name: 'a (b)' }] },
      { tokens: [{ ...token, token: 'secret' }] },
    ]) {
      assert.throws(() => access.parse(wrong), JSON.stringify(wrong))
    }
  })
})
