import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceViews } from '../../../src/queries/source-view.ts'

const STATUS = {
  name: 'db',
  up: true,
  error: null,
  completeUpTo: 5,
  lastSuccessAt: 6,
  progress: null,
  problems: [{ where: 't.c', message: 'is missing', refused: 0 }],
  downSince: null,
  unaccounted: {},
  replaced: {},
  durationSeconds: 1,
}

function liveOf(halfRead: readonly string[] = []) {
  return { sources: new Map([['db', STATUS]]), halfRead: new Set(halfRead) }
}

test('a source says how much of its work has no series of its own, unless that is next to nothing', () => {
  const overflow = [
    { kind: 'task', source: 'db', label: 'task_type', values: 1900, more: false, share: 0.95 },
    { kind: 'task', source: 'db', label: 'model', values: 3, more: false, share: 0.001 },
    { kind: 'task', source: 'elsewhere', label: 'model', values: 3, more: false, share: 0.5 },
  ] as const
  const [view] = sourceViews(liveOf(), { overflow: () => [...overflow] })
  assert.deepEqual(
    view?.problems.map(({ where, message }) => `${where}: ${message}`),
    [
      't.c: is missing',
      'task_type: 1900 values of task_type have no series of their own: 95 % of the recent tasks are called other',
    ],
  )
})

test('a source whose label has more values than are told apart says so, and that no larger cap helps', () => {
  const overflow = {
    kind: 'task',
    source: 'db',
    label: 'variant',
    values: 7,
    more: true,
    share: 0.95,
  } as const
  const [view] = sourceViews(liveOf(), { overflow: () => [overflow] })
  const problem = view?.problems.at(-1)
  assert.match(problem?.message ?? '', /^7 or more values of variant have no series of their own: 95 %/)
  assert.match(problem?.remedy ?? '', /^Map a column of fewer values to the label/)
})

test('a source whose history a tick has not judged to its end says so, though all of it has been read', () => {
  const none = { overflow: () => [] }
  assert.deepEqual(
    [[], ['db'], ['other']].map(names => sourceViews(liveOf(names), none)[0]?.halfRead),
    [false, true, false],
  )
})
