import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lifecyclesOpen } from '../../../../src/exposition/metrics/lifecycles-open.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

test('open lifecycles are counted by kind', () => {
  const state = stateOf({ openLifecycles: { task: 12, roi: 0 } })
  assert.deepEqual(lifecyclesOpen.samples(state), [
    [12, { kind: 'task' }],
    [0, { kind: 'roi' }],
  ])
})
