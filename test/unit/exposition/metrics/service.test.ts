import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kept } from '../../../../src/exposition/metric.ts'
import {
  buildInfo,
  interruptedParts,
  partFaults,
  platformInfo,
  strayFaults,
} from '../../../../src/exposition/metrics/service.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'

test('the build is named by version and Node.js', () => {
  assert.deepEqual(buildInfo.about('1.2.3'), { version: '1.2.3', node_version: process.version })
})

test('what is watched is named as the configuration names it', () => {
  const settings = { ...READABLE, name: 'build farm' }
  assert.deepEqual(platformInfo.read({ settings } as Kept), [[1, { platform: 'build farm' }]])
})

test('a part that is not asked any more is named with its place', () => {
  const part = { kind: 'notifier', name: 'pager', place: '/opt/toy.ts:7' }
  assert.deepEqual([...interruptedParts.samples(stateOf({ interrupted: [part] }))], [[1, part]])
})

test('a part that fails is named', () => {
  const part = { kind: 'page', name: '/toy' }
  assert.deepEqual([...partFaults.samples(stateOf({ faulty: [part] }))], [[1, part]])
  assert.deepEqual([...partFaults.samples(stateOf({ faulty: [] }))], [])
})

test('what a source throws by itself is counted from the start', () => {
  const known = { stages: [], sources: ['tasks'], notifiers: [], objectives: [], indicators: [] }
  assert.deepEqual(strayFaults.zeros?.(known), [{ kind: 'source', name: 'tasks' }])
})
