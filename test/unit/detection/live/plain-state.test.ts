import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfState } from '../../../../src/detection/live/plain-state.ts'

test('a state is plain JSON', () => {
  const sound = {
    sum: 1.5,
    name: 'x',
    open: true,
    none: null,
    later: undefined,
    list: [1, [2], { three: 3 }],
  }
  for (const state of [sound, [], {}, Object.create(null)]) assert.equal(faultOfState(state), null)
  for (const state of [null, undefined, 7, 'x']) assert.equal(faultOfState(state), 'it returned no state')
  const others = [
    { at: new Date(0) },
    { big: [5n] },
    { run: () => 1 },
    new Map(),
    { list: [Promise.resolve()] },
  ]
  for (const state of others) assert.equal(faultOfState(state), 'its state is no plain JSON')
})

test('a state is within its limit', () => {
  assert.equal(faultOfState({ all: Array(2_000).fill(0) }), null)
  const fault = 'its state takes more than 8192 bytes'
  for (const state of [
    { all: Array(10_000).fill(0) },
    { text: 'x'.repeat(9_000) },
    { ['x'.repeat(9_000)]: 1 },
  ]) {
    assert.equal(faultOfState(state), fault)
  }
})
