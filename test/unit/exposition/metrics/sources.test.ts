import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSAL_REASONS } from '../../../../src/events/intake.ts'
import {
  lateEvents,
  sourceBackfill,
  sourceBlind,
  sourceCompleteUpTo,
  sourceLastSuccess,
  sourceProblems,
  sourcePullFailures,
  sourceRefused,
  sourceRefusedShare,
  sourceTableCompleteUpTo,
  sourceUnaccounted,
  sourceUnderway,
  sourceUnkept,
  sourceUnknown,
  sourceUnseen,
  sourceUp,
} from '../../../../src/exposition/metrics/sources.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

const READ = {
  name: 'tasks',
  up: true,
  lastSuccessAt: 4000,
  completeUpTo: 3000,
  progress: null,
  problems: [],
  unaccounted: {},
  replaced: {},
}
const NEVER = {
  name: 'new',
  up: null,
  lastSuccessAt: null,
  completeUpTo: null,
  progress: null,
  problems: [],
  unaccounted: {},
  replaced: {},
}

test('a source that was read is up, and says when and up to where', () => {
  const state = stateOf({ sources: [READ] })
  const source = { source: 'tasks' }
  assert.deepEqual(sourceUp.samples(state), [[1, source]])
  assert.deepEqual(sourceLastSuccess.samples(state), [[4, source]])
  assert.deepEqual(sourceCompleteUpTo.samples(state), [[3, source]])
})

test('each table says up to where it was read, and how many of its rows came and went where that can be known', () => {
  const tables = {
    jobs: { completeUpTo: 2000, unseen: 7, underway: 4 },
    old: { completeUpTo: null, unseen: null },
  }
  const state = stateOf({ sources: [{ ...READ, tables }, NEVER] })
  const [jobs, old] = ['jobs', 'old'].map(table => ({ source: 'tasks', table }))
  assert.deepEqual(sourceTableCompleteUpTo.samples(state), [
    [2, jobs],
    [null, old],
  ])
  assert.deepEqual(sourceUnderway.samples(state), [[4, jobs]])
  assert.deepEqual(sourceUnseen.samples(state), [
    [7, jobs],
    [null, old],
  ])
})

test('one that was never read is neither up nor down', () => {
  const state = stateOf({ sources: [NEVER] })
  for (const metric of [sourceUp, sourceLastSuccess, sourceCompleteUpTo, sourceBackfill]) {
    assert.deepEqual(metric.samples(state), [[null, { source: 'new' }]], metric.name)
  }
})

test('the share of the history is 1 once a source has caught up', () => {
  const state = stateOf({ sources: [READ, { ...READ, progress: 0.25 }] })
  assert.deepEqual(
    [...sourceBackfill.samples(state)].map(([value]) => value),
    [1, 0.25],
  )
})

test('problems are counted by where they are', () => {
  const problems = ['a.x', 'a.y', 'a.x'].map(where => ({ where }))
  assert.deepEqual(sourceProblems.samples(stateOf({ sources: [{ ...READ, problems }] })), [
    [2, { source: 'tasks', where: 'a.x' }],
    [1, { source: 'tasks', where: 'a.y' }],
  ])
})

test('failures and late events of every source start at zero', () => {
  const known = { stages: [], sources: ['tasks'], notifiers: [], objectives: [], indicators: [] }
  assert.deepEqual(sourcePullFailures.zeros?.(known), [{ source: 'tasks' }])
  assert.deepEqual(lateEvents.zeros?.(known), [{ source: 'tasks' }])
  assert.deepEqual(sourceUnkept.zeros?.(known), [{ source: 'tasks' }])
  assert.deepEqual(sourceUnknown.zeros?.(known), [{ source: 'tasks' }])
})

test('refusals of every source start at zero, by each reason that slowburn itself has', () => {
  const zeros =
    sourceRefused.zeros?.({
      stages: [],
      sources: ['tasks'],
      notifiers: [],
      objectives: [],
      indicators: [],
    }) ?? []
  assert.deepEqual(
    zeros,
    REFUSAL_REASONS.map(reason => ({ source: 'tasks', reason })),
  )
  assert.ok(zeros.some(({ reason }) => reason === 'unjoinable'))
})

test('rows that were refused are a share of those of their table', () => {
  const refusal = { table: 'jobs', reason: 'status is null', total: 30, of: 1_000, example: '7' }
  const problems = [refusal, { ...refusal, reason: 'id is null', total: 20 }].map(one => ({
    where: 'jobs.status',
    refusal: one,
  }))
  assert.deepEqual(sourceRefusedShare.samples(stateOf({ sources: [{ ...READ, problems }] })), [
    [0.05, { source: 'tasks', table: 'jobs' }],
  ])
})

test('rows that were not taken stand by table', () => {
  const state = stateOf({ sources: [{ ...READ, unaccounted: { jobs: 3, claims: 0 } }] })
  assert.deepEqual(sourceUnaccounted.samples(state), [
    [3, { source: 'tasks', table: 'jobs' }],
    [0, { source: 'tasks', table: 'claims' }],
  ])
})

test('what cannot be seen says since when, a whole source without a table', () => {
  const blind = [
    { source: 'tasks', table: 'jobs', since: 5_000 },
    { source: 'ledger', table: null, since: 7_000 },
  ]
  assert.deepEqual(sourceBlind.samples(stateOf({ blind })), [
    [5, { source: 'tasks', table: 'jobs' }],
    [7, { source: 'ledger', table: '' }],
  ])
})

test('places that a source names are exposed by name up to a number, and the rest together', () => {
  const problems = Array.from({ length: 800 }, (_, i) => ({ where: `t${i}`, message: 'x', refused: 0 }))
  const unaccounted = Object.fromEntries(problems.map(({ where }) => [where, 2]))
  const state = stateOf({ sources: [{ ...READ, problems, unaccounted }] })
  for (const [metric, rest, label] of [
    [sourceProblems, 300, 'where'],
    [sourceUnaccounted, 600, 'table'],
  ] as const) {
    const samples = [...metric.samples(state)]
    assert.equal(samples.length, 501)
    assert.deepEqual(samples.at(-1), [rest, { source: 'tasks', [label]: 'other' }])
  }
  const blind = problems.map(({ where }, i) => ({ source: 'tasks', table: where, since: 1000 * (900 - i) }))
  const spots = [...sourceBlind.samples(stateOf({ blind }))]
  assert.deepEqual([spots.length, spots.at(-1)], [501, [101, { source: 'tasks', table: 'other' }]])
})
