import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import {
  completeUpTo,
  holdingBack,
  kindsUpTo,
  progress,
  tableProgress,
} from '../../../../src/sources/postgres/progress.ts'
import type { Target } from '../../../../src/sources/postgres/target.ts'

const NOW = Date.UTC(2026, 0, 1)

function target(
  upTo: number | null,
  more: { done?: number; rows?: number; failingSince?: number } = {},
): Target {
  const { done = 1, rows = 1, failingSince = null } = more
  const reader = { completeUpTo: () => upTo, isFirstPass: () => done < 1, progress: () => done }
  return { plan: { estimatedRows: rows }, reader, failingSince } as unknown as Target
}

describe('how far tables have been read', () => {
  test('is as far as the one that is furthest behind, and not known where one is not', () => {
    assert.equal(completeUpTo([target(NOW), target(NOW - 5)], NOW), NOW - 5)
    assert.equal(completeUpTo([target(NOW), target(null)], NOW), null)
    assert.equal(completeUpTo([], NOW), null)
  })

  test('is said of each table by itself, and how many of its rows passed unseen where that can be known', () => {
    const one = (table: string, name: string, upTo: number | null, streamedSince: number | null = null) => {
      const { reader } = target(upTo)
      const followed = { ...reader, streamedSince, followedCount: () => 2 }
      const withoutEnd = table === 'c' ? 5 : null
      return { plan: { name, mapping: { table } }, reader: followed, withoutEnd } as unknown as Target
    }
    const stretch = [9, 3, 3] as const
    const before = { stretch, total: 4 }
    const unseen = { last: [9, 9, 0], base: [0, 0, 0, 0], beganAt: NOW, stretch, before } as const
    const targets = [
      one('a', 'tasks:a', NOW),
      one('a', 'runs:a', NOW - 5),
      one('b', 'tasks:b', null),
      one('c', 'tasks:c', NOW, NOW),
    ]
    assert.deepEqual(tableProgress(targets, new Map([['tasks:a', { unseen }]])), {
      a: { completeUpTo: NOW - 5, unseen: 7 },
      b: { completeUpTo: null, unseen: null },
      c: { completeUpTo: NOW, unseen: 0, underway: 7 },
    })
  })

  test('waits for a table that cannot be read for an hour', () => {
    const failing = (ago: number): Target => target(NOW - HOUR, { failingSince: NOW - ago })
    assert.equal(completeUpTo([target(NOW), failing(HOUR)], NOW), NOW - HOUR)
    assert.equal(completeUpTo([target(NOW), failing(HOUR + 1)], NOW), NOW)
  })

  test('is less for a kind of which a table cannot be read any more, as long as that lasts; the other kinds go on', () => {
    const one = (as: string, table: string, upTo: number | null, more: object = {}) => {
      const mapping = { as, table }
      const plan = upTo === null ? null : { mapping, rowSecurity: false, ...more }
      const reader = { completeUpTo: () => upTo, state: () => ({ life: { emptySince: NOW - 5 * HOUR } }) }
      return { mapping, plan, reader } as unknown as Target & { mapping: never }
    }
    const lateness = { rows: 0, late: {}, most: 0 } as never
    const states = new Map([
      ['tasks:old', { readTo: NOW - DAY, lateness }],
      ['claims:new', { readTo: null, lateness }],
    ])
    const of = (...all: ReturnType<typeof one>[]) =>
      kindsUpTo(
        all,
        all.filter(({ plan }) => plan !== null),
        states,
        2 * MINUTE,
      )
    const [jobs, old, claims] = [
      one('tasks', 'jobs', NOW),
      one('tasks', 'old', null),
      one('claims', 'c', NOW - 5),
    ]
    assert.deepEqual(of(jobs, claims), { task: NOW, claim: NOW - 5 })
    assert.deepEqual(of(jobs, old, claims), { task: NOW - DAY - 2 * MINUTE, claim: NOW - 5 })
    assert.deepEqual(of(jobs, one('runs', 'runs', NOW - 9)), { task: NOW - 9 })
    assert.deepEqual(
      of(jobs, one('claims', 'new', null), one('roi', 'never', null)),
      { task: NOW },
      'never read whole',
    )
    assert.deepEqual(of(one('releases', 'r', NOW - 9)), {}, 'of no kind')
    assert.deepEqual(of(one('tasks', 'hidden', NOW, { rowSecurity: true })), {
      task: NOW - 5 * HOUR - 2 * MINUTE,
    })
  })

  test('is said of a table that holds back the others, once history is read', () => {
    const one = (table: string, upTo: number, more = {}) => {
      const { plan, reader } = target(upTo, more)
      const wait = () => (table === 'audit' ? 24 : 2) * MINUTE
      return { plan: { ...plan, mapping: { table } }, reader: { ...reader, wait } } as unknown as Target
    }
    const [problem, ...others] = holdingBack([one('jobs', NOW), one('audit', NOW - 22 * MINUTE)])
    assert.deepEqual(others, [])
    assert.equal(problem?.where, 'audit')
    assert.equal(
      problem?.message,
      'it is complete 22m later than the other tables of its source, which wait for it, for its rows are waited for 24m',
    )
    assert.deepEqual(holdingBack([one('jobs', NOW), one('audit', NOW - 4 * MINUTE)]), [])
    assert.deepEqual(holdingBack([one('jobs', NOW, { done: 0.5 }), one('audit', NOW - HOUR)]), [])
    assert.deepEqual(holdingBack([one('audit', NOW - HOUR)]), [])
    assert.deepEqual(holdingBack([one('jobs', NOW - HOUR), one('audit', NOW)]), [], 'it was read sooner')
  })

  test('is told of an archive what lets it be read sooner, for it is nothing without the table whose rows it takes', () => {
    const remedy = (role: string, mapping: object): string => {
      const one = (table: string, at: number, more: object = {}) => {
        const { reader, plan } = target(at)
        const wait = () => NOW - at
        const planned = { ...plan, mapping: { table, ...more }, order: { role }, quoted: 'public.old' }
        return { plan: planned, reader: { ...reader, wait } } as unknown as Target
      }
      return holdingBack([one('jobs', NOW), one('old', NOW - HOUR, mapping)])[0]?.remedy ?? ''
    }
    const archive = { as: 'tasks', archiveOf: 'jobs', columns: { id: 'id', completedAt: 'done_at' } }
    assert.match(remedy('createdAt', { as: 'runs' }), /^Read it by a source of its own/)
    assert.match(
      remedy('createdAt', archive),
      /^CREATE INDEX CONCURRENTLY ON public\.old \(done_at\): its rows/,
    )
    assert.match(remedy('completedAt', archive), /^Write `follow: replication`/)
  })

  test('weighs a first pass by the size of its table, and is said no more once all are done', () => {
    assert.equal(progress([target(NOW, { done: 0.5, rows: 300 }), target(NOW, { rows: 100 })]), 0.625)
    assert.equal(progress([target(NOW), target(NOW)]), null)
  })
})
