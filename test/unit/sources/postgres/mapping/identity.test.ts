import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { attributes, createIdentity } from '../../../../../src/sources/postgres/mapping/identity.ts'

const identity = createIdentity('platform')

describe('the identity of a row', () => {
  test('is made from where it stands, so that reading it again makes it again', () => {
    const subject = identity.subject('tasks', '7')
    assert.equal(subject, 'platform:tasks:7')
    assert.deepEqual(identity.envelope('tasks', '["7"]', 'queued', subject, 5), {
      id: 'platform:tasks:["7"]:queued',
      at: 5,
      source: 'platform',
      subject,
      attributes: {},
    })
  })

  test('that would be too long keeps its head, and is told apart by a digest of the whole', () => {
    const [a, b] = ['a', 'b'].map(tail => identity.subject('tasks', `${'x'.repeat(300)}${tail}`))
    assert.equal(a?.length, 200)
    assert.match(a ?? '', /^platform:tasks:x+~[0-9a-f]{40}$/)
    assert.notEqual(a, b)
    const longest = 'x'.repeat(200 - 'platform:tasks:'.length)
    assert.equal(identity.subject('tasks', longest), `platform:tasks:${longest}`)
  })
})

test('attributes without a value are left out', () => {
  assert.deepEqual(attributes({ model: 'aurora', type: null, empty: '' }), { model: 'aurora', empty: '' })
})
