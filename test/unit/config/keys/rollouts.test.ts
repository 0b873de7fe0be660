import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rollouts } from '../../../../src/config/keys/rollouts.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'

const ROLLOUT = {
  name: 'api',
  artefact: { command: ['digest', '{version}'] },
  rehearse: ['restore'],
  invariants: [{ name: 'orders', run: ['orders'] }],
}

test('nothing is rolled back where nothing is written, and a rehearsal is good for seven days', () => {
  assert.deepEqual(rollouts.parse(undefined), [])
  const [one] = rollouts.parse([ROLLOUT])
  assert.deepEqual([one?.rehearseWithin, one?.lookWithin, one?.restoreWithin], [7 * DAY, DAY, 15 * MINUTE])
})

test('an artefact is one thing, an invariant there must be, and a command is words and no line of a shell', () => {
  const wrong = [
    { artefact: {} },
    { artefact: { file: 'a', command: ['b'] } },
    { invariants: [] },
    { rehearse: 'restore v1 && echo done' },
    { rehearse: [] },
  ]
  for (const more of wrong)
    assert.ok(!rollouts.safeParse([{ ...ROLLOUT, ...more }]).success, JSON.stringify(more))
})
