import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildInfo, interruptedParts } from '../../../../src/exposition/metrics/service.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

test('the build is named by version and Node.js', () => {
  assert.deepEqual(buildInfo.about('1.2.3'), { version: '1.2.3', node_version: process.version })
})

test('a part that is not asked any more is named with its place', () => {
  const part = { kind: 'notifier', name: 'pager', place: '/opt/toy.ts:7' }
  assert.deepEqual([...interruptedParts.samples(stateOf({ interrupted: [part] }))], [[1, part]])
})
