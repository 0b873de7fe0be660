import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isOpen, type Member, rootOf } from '../../../src/incidents/incident.ts'

const member: Member = {
  change: 'a',
  series: 1,
  raisedAt: 0,
  clearedAt: null,
  onset: { value: 0, lower: 0, upper: 0 },
  odds: null,
}

describe('an incident', () => {
  test('has its root first, and always has one', () => {
    assert.equal(rootOf({ members: [member, { ...member, change: 'b' }] }), member)
    assert.throws(() => rootOf({ members: [] }), /at least one member/)
  })

  test('is open until it is closed, at whatever moment', () => {
    assert.ok(isOpen({ closedAt: null }))
    assert.ok(!isOpen({ closedAt: 0 }))
  })
})
