import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instruments } from '../../../../src/exposition/exposition.ts'
import { countCommits } from '../../../../src/pipeline/collect/count.ts'
import { taskEvent } from '../../../support/fake-source.ts'

test('events are counted by type, and the rest under its own name', () => {
  const counted: unknown[][] = []
  const note =
    (what: string) =>
    (...args: unknown[]): void => {
      counted.push([what, ...args])
    }
  const instruments = {
    events: note('events'),
    late: note('late'),
    labelOverflow: note('overflow'),
    refused: note('refused'),
  } as unknown as Instruments
  const observe = countCommits(instruments)
  observe.events('p', [
    taskEvent('1', 'task.queued', 1),
    taskEvent('2', 'task.queued', 2),
    taskEvent('1', 'task.finished', 3),
  ])
  observe.late('p', 1)
  observe.overflow('model', 2)
  observe.refused('p', 'future', 3)
  assert.deepEqual(counted, [
    ['events', 'p', 'task.queued', 2],
    ['events', 'p', 'task.finished', 1],
    ['late', 'p', 1],
    ['overflow', 'model', 2],
    ['refused', 'p', 'future', 3],
  ])
})
