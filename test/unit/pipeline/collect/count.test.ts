import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import type { Instruments } from '../../../../src/exposition/own/instruments.ts'
import { countCommits } from '../../../../src/pipeline/collect/count.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'
import { planOf } from '../../../support/facts/plans.ts'

const NOTHING_KEPT = { series: { mark: () => null, setMark: () => {} } }

test('events are counted by type, and the rest under its own name', () => {
  const counted: unknown[][] = []
  const instruments: Instruments = {
    count: ({ name }, labels, by) => counted.push([name, labels, by]),
    observe: () => assert.fail('nothing is observed here'),
    reach: () => assert.fail('nothing is held to an objective here'),
  }
  const observe = countCommits({
    plan: planOf(),
    store: NOTHING_KEPT,
    exposition: { instruments },
    live: createLive(),
    clock: manualClock(7),
  })
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

test('reasons and tables that a source names are a bounded number of labels, and nothing is left uncounted', () => {
  const counted = new Map<string, number>()
  const instruments: Instruments = {
    count: (_, labels, by = 1) => {
      const name = Object.values(labels).join(' ')
      counted.set(name, (counted.get(name) ?? 0) + by)
    },
    observe: () => assert.fail('nothing is observed here'),
    reach: () => assert.fail('nothing is held to an objective here'),
  }
  const observe = countCommits({
    plan: planOf(),
    store: NOTHING_KEPT,
    exposition: { instruments },
    live: createLive(),
    clock: manualClock(7),
  })
  for (let i = 0; i < 1000; i++) observe.refused('p', `reason ${i}`, 2)
  observe.refused('p', 'reason 0', 2)
  observe.refused('another', 'reason 999', 1)
  assert.equal(counted.size, 50 + 1 + 1)
  assert.deepEqual([counted.get('p reason 0'), counted.get('p other')], [4, 1900])
  counted.clear()
  const refusal = { reason: 'no number', total: 1, of: 1, example: '' }
  for (let i = 0; i < 1000; i++) observe.refusedRows('p', { ...refusal, table: `t${i}` }, 1)
  assert.deepEqual([counted.size, counted.get('p other other')], [501, 500])
})

test('on what a part failed is remembered, and said once for each reason', () => {
  const live = createLive()
  const instruments = { count: () => {}, reach: () => {} }
  const observe = countCommits({
    plan: planOf(),
    store: NOTHING_KEPT,
    exposition: { instruments },
    live,
    clock: manualClock(7),
  })
  const said: string[] = []
  for (const value of ['NaN', 'NaN', '-1']) {
    observe.fails({ kind: 'measure', name: 'toy' }, `its value is ${value}`, () => said.push(value))
  }
  observe.fails({ kind: 'lifecycle', name: 'task' }, 'it fails on task.queued')
  assert.deepEqual(said, ['NaN', '-1'])
  assert.deepEqual(
    live.failings.all(8).map(({ owner: { kind, name }, message }) => `${kind} ${name}: ${message}`),
    ['measure toy: its value is -1', 'lifecycle task: it fails on task.queued'],
  )
})
