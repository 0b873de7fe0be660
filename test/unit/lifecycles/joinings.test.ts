import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AnyJoin, joiningsOf } from '../../../src/lifecycles/joinings.ts'
import { lifecycleKinds } from '../../../src/lifecycles/registry.ts'

const join: AnyJoin = facts => facts
const SOUND = { identity: 'subject', revisable: 0, lasts: true, joins: { 'toy.made': join } }

test('each event of the registry is joined by the very function of its kind', () => {
  const joinings = joiningsOf(lifecycleKinds)
  for (const [kind, { joins }] of Object.entries(lifecycleKinds)) {
    for (const [type, own] of Object.entries(joins)) assert.deepEqual(joinings.get(type), { kind, join: own })
  }
})

/** What a stranger may declare by mistake, and why its events are refused. */
const WRONG: Readonly<Record<string, readonly [declared: object, why: string]>> = {
  'that it may be revised for no number': [
    { revisable: Number.NaN },
    'its revisable is NaN, not a whole number from 0 on',
  ],
  'that it may be revised for ever': [
    { revisable: Number.POSITIVE_INFINITY },
    'its revisable is Infinity, not a whole number from 0 on',
  ],
  'no identity': [{ identity: undefined }, 'its identity is undefined'],
  'nothing of whether it lasts': [{ lasts: 'yes' }, 'its lasts is yes'],
  'what is no function': [{ joins: { 'toy.made': 7 } }, 'toy.made is no function'],
  'an event of another kind': [
    { joins: { 'toy.made': join, 'other.made': join } },
    'it joins other.made, which belongs to other',
  ],
}

describe('a kind of lifecycle that declares', () => {
  for (const [what, [declared, why]] of Object.entries(WRONG)) {
    test(`${what} refuses its events, and every other kind joins its own`, () => {
      const other = { ...SOUND, joins: { 'other.made': join } }
      const joinings = joiningsOf({ toy: { ...SOUND, ...declared }, other })
      assert.deepEqual(joinings.get('other.made'), { kind: 'other', join })
      assert.throws(() => joinings.get('toy.made')?.join({}, {}), { message: why })
    })
  }

  test('no events at all is asked for nothing', () => {
    assert.equal(joiningsOf({ toy: { ...SOUND, joins: null } }).size, 0)
  })
})
