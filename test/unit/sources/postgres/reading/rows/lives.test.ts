import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Event } from '../../../../../../src/events/event.ts'
import type { KnownSubject, SourceMemory } from '../../../../../../src/sources/memory.ts'
import { Lives, lifeIn } from '../../../../../../src/sources/postgres/reading/rows/lives.ts'

const [A, B, C] = [1, 2, 3].map(day => Date.UTC(2026, 4, day)) as [number, number, number]

function task(
  type: 'task.queued' | 'task.started' | 'task.finished',
  at: number,
  subject = 's:jobs:7',
): Event {
  return {
    id: `${subject}:${type}`,
    type,
    at,
    source: 's',
    subject,
    attributes: {},
    data: { taskType: 'build' },
  }
}

function store(known: Record<string, KnownSubject> = {}) {
  const records = new Map<string, Uint8Array>()
  const memory: SourceMemory = {
    get: key => records.get(key) ?? null,
    known: ({ subject }) => known[subject] ?? null,
  }
  const keep = (lives: Lives): void => {
    for (const change of lives.changes())
      if ('key' in change && change.value) records.set(change.key, change.value)
  }
  return { memory, keep, records }
}
const began = (begunAt: number | null): KnownSubject => ({
  begunAt,
  endedAt: null,
  reopenedAt: null,
  outcome: null,
})

describe('the life of an id', () => {
  test('is its first where nothing is known of it, where it begins as it did, and where no begin is known', () => {
    assert.equal(new Lives(store().memory).lifeOf(task('task.queued', A)), '')
    assert.equal(new Lives(store({ 's:jobs:7': began(A) }).memory).lifeOf(task('task.queued', A)), '')
    assert.equal(new Lives(store({ 's:jobs:7': began(null) }).memory).lifeOf(task('task.queued', A)), '')
  })

  test('is another where it begins at another moment, and is named by that', () => {
    const lives = new Lives(store({ 's:jobs:7': began(A) }).memory)
    assert.equal(lives.lifeOf(task('task.queued', B)), '@2026-05-02T00:00:00.000Z')
    assert.equal(lifeIn('7@2026-05-02T00:00:00.000Z'), '@2026-05-02T00:00:00.000Z')
    assert.deepEqual([lifeIn('7@home'), lifeIn(null)], ['', ''])
  })

  test('is told within the batch that brings both', () => {
    const lives = new Lives(store().memory)
    lives.add([task('task.queued', A), task('task.finished', A + 5)], null)
    assert.deepEqual(lives.known(task('task.queued', A)), {
      begunAt: A,
      endedAt: A + 5,
      reopenedAt: null,
      outcome: 'completed',
    })
    assert.notEqual(lives.lifeOf(task('task.queued', B)), '')
  })

  test('stays known when the first one was let go', () => {
    const known = { 's:jobs:7': began(A) }
    const { memory, keep } = store(known)
    const lives = new Lives(memory)
    lives.note(task('task.queued', B))
    keep(lives)
    const later = new Lives(store().memory)
    assert.equal(later.lifeOf(task('task.queued', B)), '')
    const remembering = new Lives({ ...memory, known: () => null })
    assert.equal(remembering.lifeOf(task('task.queued', B)), '@2026-05-02T00:00:00.000Z')
    assert.equal(remembering.lifeOf(task('task.queued', C)), '')
  })

  test('of what happens to it later is that which had begun last', () => {
    const { memory, keep } = store()
    const lives = new Lives(memory)
    for (const begin of [B, C]) lives.note(task('task.queued', begin))
    keep(lives)
    const run = (at: number): string => new Lives(memory).lifeAt(task('task.started', at))
    assert.deepEqual(
      [run(A), run(B + 1), run(C + 1)],
      ['', '@2026-05-02T00:00:00.000Z', '@2026-05-03T00:00:00.000Z'],
    )
  })

  test('is forgotten, not thrown at anybody, where its record is damaged', () => {
    const { memory, keep, records } = store()
    const lives = new Lives(memory)
    lives.note(task('task.queued', B))
    keep(lives)
    for (const key of records.keys()) records.set(key, Uint8Array.of(1, 2))
    assert.equal(new Lives(memory).lifeAt(task('task.started', C)), '')
  })
})
