import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../../../../../src/events/event.ts'
import { unjoinableOf, unjoined } from '../../../../../src/pipeline/collect/problems/unjoined.ts'
import { rolloutEvent, taskEvent } from '../../../../support/facts/fake-source.ts'

test('an event that no kind of lifecycle joins is refused by its id and type, and what is joined or a release is not', () => {
  const strange = {
    ...taskEvent('7', 'task.queued', 1000),
    id: 'b:7',
    type: 'build.begun',
  } as unknown as Event
  assert.deepEqual(unjoined([taskEvent('1', 'task.finished', 1000), strange, rolloutEvent('2.9', 1000)]), [
    { reason: 'unjoined', detail: 'b:7: no kind of lifecycle joins build.begun' },
  ])
})

test('an event on which its kind of lifecycle fails is refused in the name of the kind', () => {
  assert.deepEqual(unjoinableOf(taskEvent('1', 'task.finished', 1000) as never, 'endedAt is NaN'), {
    reason: 'unjoinable',
    detail: '1:task.finished: the kind of lifecycle task fails on task.finished: endedAt is NaN',
  })
})
