import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instruments } from '../../../../src/exposition/exposition.ts'
import { countCommits } from '../../../../src/pipeline/collect/count.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'

test('events are counted by type, and the rest under its own name', () => {
  const counted: unknown[][] = []
  const instruments: Instruments = {
    count: ({ name }, labels, by) => counted.push([name, labels, by]),
    observe: () => assert.fail('nothing is observed here'),
  }
  const observe = countCommits(instruments)
  observe.events('p', [
    taskEvent('1', 'task.queued', 1),
    taskEvent('2', 'task.queued', 2),
    taskEvent('1', 'task.finished', 3),
  ])
  observe.late('p', 1)
  observe.refused('p', 'future', 3)
  assert.deepEqual(counted, [
    ['slowburn_source_events_total', { source: 'p', type: 'task.queued' }, 2],
    ['slowburn_source_events_total', { source: 'p', type: 'task.finished' }, 1],
    ['slowburn_late_events_total', { source: 'p' }, 1],
    ['slowburn_source_refused_events_total', { source: 'p', reason: 'future' }, 3],
  ])
})
