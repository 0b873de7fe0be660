import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kept } from '../../../../src/exposition/metric.ts'
import {
  objectiveBadEvents,
  objectiveEvents,
  objectiveTarget,
} from '../../../../src/exposition/metrics/objectives.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'

test('both counters of each objective stand at 0 from the start: the first that is bad is an increase', () => {
  const known = { stages: [], sources: [], notifiers: [], objectives: ['a', 'b'], indicators: [] }
  for (const counter of [objectiveEvents, objectiveBadEvents])
    assert.deepEqual(counter.zeros?.(known), [{ objective: 'a' }, { objective: 'b' }])
})

test('each objective says which share is to be good', () => {
  const objective = { name: 'a', indicator: 'task_failure_rate', target: 0.99, match: {}, limit: null }
  const kept = { settings: { ...READABLE, objectives: [objective], indicators: [] } } as unknown as Kept
  assert.deepEqual(objectiveTarget.read(kept), [[0.99, { objective: 'a', indicator: 'task_failure_rate' }]])
})
