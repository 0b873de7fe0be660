import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Event } from '../../../../../../src/events/event.ts'
import type { KnownSubject } from '../../../../../../src/sources/memory.ts'
import { revised } from '../../../../../../src/sources/postgres/reading/rows/revision.ts'
import { TASKS } from '../../../../../support/postgres/postgres-source.ts'

const NOW = 10_000
const base = { source: 's', subject: 's:t:7', attributes: {} }
const data = { taskType: 'build' }
const queued: Event = { ...base, id: 's:t:7:queued', type: 'task.queued', at: 1, data }
const finished = (at: number): Event => ({ ...base, id: 's:t:7:finished', type: 'task.finished', at, data })
const failed = (at: number): Event => ({
  ...base,
  id: 's:t:7:failed',
  type: 'task.failed',
  at,
  data: { ...data, phantom: false },
})
const ended = (endedAt: number, outcome = 'completed'): KnownSubject => ({
  begunAt: 1,
  endedAt,
  reopenedAt: null,
  outcome,
})
const row = { has: () => true, refusals: [] }

function says(event: Event | null, known: KnownSubject | null, saidAt = NOW, view = row): string[] | null {
  const reading = {
    events: event === null ? [queued] : [queued, event],
    state: event === null ? ('open' as const) : ('settled' as const),
  }
  return revised(TASKS, reading, view, known, saidAt)?.map(({ type, at }) => `${type} ${at}`) ?? null
}

describe('a row that had ended', () => {
  test('takes nothing back where it says the same, where nothing is known, or where its end is an earlier one', () => {
    assert.equal(says(finished(5), ended(5)), null)
    assert.equal(says(finished(5), null), null)
    assert.equal(says(failed(4), ended(5)), null)
    assert.equal(says(null, { ...ended(5), endedAt: null }), null)
  })

  test('takes its end back where it is open again, but not for what it said before it had ended', () => {
    assert.deepEqual(says(null, ended(5)), ['task.queued 1', 'task.reopened 5'])
    assert.equal(says(null, ended(5), 4), null)
    assert.equal(says(null, ended(5), 5), null, 'of the same millisecond')
    assert.equal(
      says(null, ended(5), NOW, {
        ...row,
        refusals: [{ role: 'completedAt', reason: '', value: null }],
      } as never),
      null,
    )
  })

  test('takes it back for one that is later', () => {
    assert.deepEqual(says(failed(9), ended(5)), ['task.queued 1', 'task.reopened 5', 'task.failed 9'])
  })

  test('takes it back for a better one of the same moment, which comes a millisecond later for it', () => {
    assert.deepEqual(says(finished(5), ended(5, 'failed')), [
      'task.queued 1',
      'task.reopened 5',
      'task.finished 6',
    ])
    assert.equal(says(finished(5), ended(6)), null)
  })

  test('takes it back for another at or before it, where that was said of a run after the first', () => {
    const rerun = { ...ended(8), reopenedAt: 5 }
    for (const at of [5, 7, 8]) {
      assert.deepEqual(says(failed(at), rerun), ['task.queued 1', 'task.reopened 8', 'task.failed 9'])
    }
    assert.equal(says(finished(7), rerun), null)
  })

  test('ends again a millisecond after it was taken up, where its clock shows no later moment', () => {
    const open = { ...ended(5), endedAt: null, outcome: null, reopenedAt: 5 }
    assert.deepEqual(says(failed(5), open), ['task.queued 1', 'task.failed 6'])
    assert.equal(says(failed(6), open), null)
  })

  test('keeps it where only the time moves on that stands in for that of the end', () => {
    const touched = { has: () => false, refusals: [] }
    assert.equal(says(finished(9), ended(5), NOW, touched), null)
    assert.ok(says(finished(9), ended(5, 'failed'), NOW, touched))
  })

  test('keeps it where an archive speaks of it, too', () => {
    const reading = { events: [queued, finished(9)], state: 'settled' as const }
    assert.equal(revised({ ...TASKS, archive: 'done' }, reading, row, ended(5), NOW), null)
  })
})
