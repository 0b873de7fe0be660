import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultOfEvent, payloads } from '../../../src/events/schema.ts'

const event = (more: object): object => ({
  id: 'e1',
  type: 'task.queued',
  at: 1000,
  source: 'app',
  subject: 't1',
  attributes: {},
  data: { taskType: 'build' },
  ...more,
})

describe('the vocabulary', () => {
  test('takes an event that is well formed', () => {
    assert.equal(faultOfEvent(event({})), null)
  })

  test('has the events of tasks, claims, money, releases and gauges', () => {
    const families = new Set(Object.keys(payloads).map(type => type.split('.')[0]))
    for (const family of ['claim', 'gauge', 'roi', 'rollout', 'task']) assert.ok(families.has(family), family)
  })

  const bad: ReadonlyArray<readonly [string, object, RegExp]> = [
    ['a type that nobody knows', { type: 'task.exploded' }, /^type is not in the vocabulary$/],
    ['an id that is empty', { id: '' }, /^id /],
    ['a time that is no whole number', { at: 1.5 }, /^at /],
    ['a field that the envelope does not have', { extra: 1 }, /./],
    ['a field that the data do not have', { data: { taskType: 'build', extra: 1 } }, /^data/],
    ['data without their type of task', { data: {} }, /^data/],
    [
      'a probability beyond one',
      { type: 'claim.made', data: { claimType: 'built', probability: 1.2 } },
      /^data\.probability /,
    ],
    [
      'a propensity of nothing: such a claim is never audited',
      { type: 'claim.made', data: { claimType: 'built', probability: 0.5, propensity: 0 } },
      /^data\.propensity /,
    ],
    ['an attribute that is no text', { attributes: { model: 3 } }, /^attributes/],
  ]
  for (const [what, more, fault] of bad) {
    test(`refuses ${what}, and says where`, () => assert.match(faultOfEvent(event(more)) ?? '', fault))
  }

  for (const nonsense of [null, undefined, 7, 'text', [], { type: 'task.queued' }]) {
    test(`refuses ${JSON.stringify(nonsense)}`, () => assert.notEqual(faultOfEvent(nonsense), null))
  }
})
