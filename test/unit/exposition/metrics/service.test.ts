import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildInfo, openLifecycles } from '../../../../src/exposition/metrics/service.ts'
import { stateOf } from '../../../support/exposition.ts'

test('the build is named by version and Node.js', () => {
  assert.deepEqual(buildInfo.about('1.2.3'), { version: '1.2.3', node_version: process.version })
})

test('open lifecycles are counted by kind', () => {
  const state = stateOf({ openLifecycles: { task: 12, roi: 0 } })
  assert.deepEqual(openLifecycles.samples(state), [
    [12, { kind: 'task' }],
    [0, { kind: 'roi' }],
  ])
})
