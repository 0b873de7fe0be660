import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { observe, type Reading } from '../../../../src/assurance/gate/observed.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { overAt } from '../../../../src/lifecycles/facts.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { lifecycle } from '../../../support/facts/lifecycles.ts'
import { asked, BEGIN } from '../../../support/gate/rollout.ts'

const NOW = BEGIN + HOUR
const KEPT_FROM = BEGIN - 2 * DAY

/** As a store answers, of which `between` is what happens after the open ones have been read. */
function storeOf(tasks: readonly Lifecycle[], between: () => void = () => {}): Reading {
  const of = (source: string) => tasks.filter(one => one.source === source)
  return {
    open: (_kind, source, after, limit) => {
      const page = of(source)
        .filter(one => overAt(one) === null && one.subject > after)
        .sort((a, b) => (a.subject < b.subject ? -1 : 1))
        .slice(0, limit)
      if (page.length === 0) between()
      return page
    },
    over: (_kind, source, from, to) =>
      of(source).filter(one => (overAt(one) ?? -1) >= from && (overAt(one) ?? -1) < to),
  }
}

const look = (tasks: readonly Lifecycle[], given = {}, store = storeOf(tasks)) =>
  observe(store, asked(given), { sources: ['db'], now: NOW, keptFrom: KEPT_FROM, pause: async () => {} })

/** One that began some minutes after the first of the candidate. */
const done = (subject: string, minutes: number, variant: string | null, more: Partial<Lifecycle> = {}) =>
  lifecycle('task', {
    subject,
    openedAt: BEGIN + minutes * MINUTE,
    endedAt: BEGIN + minutes * MINUTE + SECOND,
    outcome: 'completed',
    labels: { task_type: 'build', ...(variant === null ? {} : { variant }) },
    ...more,
  })

describe('what a gate judges by', () => {
  test('are the tasks of both sides in order of their begin, from the first of the candidate on', async () => {
    const { tasks, from, past, seen } = await look([
      done('d', 3, 'v1', { outcome: 'failed' }),
      done('a', -5, 'v1'),
      done('c', 1, 'v1', { endedAt: null, outcome: null }),
      done('b', 0, 'v2'),
      done('e', 4, 'v0'),
    ])
    assert.equal(from, BEGIN)
    assert.deepEqual(
      tasks.map(({ isCandidate, at, took, outcome }) => [isCandidate, at - BEGIN, took, outcome]),
      [
        [true, 0, SECOND, 'other'],
        [false, MINUTE, null, null],
        [false, 3 * MINUTE, SECOND, 'failed'],
      ],
    )
    assert.deepEqual(past, [SECOND])
    assert.deepEqual([...seen].sort(), [
      ['v0', 1],
      ['v1', 2],
      ['v2', 1],
    ])
  })

  test('are those within the window, of the labels that were asked for', async () => {
    const all = [
      done('a', 0, 'v2'),
      done('b', 5, 'v2'),
      done('c', 6, 'v1', { labels: { task_type: 'review', variant: 'v1' } }),
      done('d', 7, 'v1'),
      done('e', 30, 'v1'),
    ]
    const at = (minutes: number): string => new Date(BEGIN + minutes * MINUTE).toISOString()
    const { tasks } = await look(all, { from: at(2), to: at(20), task_type: 'build' })
    assert.deepEqual(
      tasks.map(one => (one.at - BEGIN) / MINUTE),
      [5, 7],
    )
  })

  test('counts what says nothing of the two, and what has no begin', async () => {
    const { unnamedOpen, beginless, tasks } = await look([
      done('a', 0, 'v2'),
      done('b', 1, null),
      done('c', 2, null, { endedAt: null, outcome: null }),
      done('d', 3, 'v1', { openedAt: null }),
      done('e', 4, 'v1', { endedAt: null, outcome: 'removed', measures: { removed_at: NOW } }),
    ])
    assert.deepEqual([unnamedOpen, beginless], [[BEGIN + 2 * MINUTE], 1])
    assert.deepEqual(
      tasks.map(one => one.outcome),
      ['other', 'removed'],
    )
  })

  test('has a task once that ends while it is read', async () => {
    const all = [done('a', 0, 'v2', { endedAt: null, outcome: null })]
    const store = storeOf(all, () => {
      all[0] = done('a', 0, 'v2')
    })
    const { tasks } = await look(all, {}, store)
    assert.deepEqual(
      tasks.map(one => one.outcome),
      ['other'],
    )
  })

  test('is nothing where the candidate was never seen', async () => {
    const { tasks, from, seen } = await look([done('a', 0, 'v1')])
    assert.deepEqual([tasks.length, from, [...seen]], [1, null, [['v1', 1]]])
  })
})
