import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { unwatched } from '../../../../src/exposition/metrics/unwatched.ts'
import type { Snapshot } from '../../../../src/exposition/snapshot.ts'
import { indicator, measured, series, stateOf } from '../../../support/exposition/exposition.ts'

const AT = 1000 * HOUR
const source: Snapshot['sources'][number] = {
  name: 'app',
  up: true,
  lastSuccessAt: AT,
  completeUpTo: AT,
  progress: null,
  problems: [],
  unaccounted: {},
  replaced: {},
}

function listed(snapshot: Partial<Snapshot>): string[] {
  const state = stateOf({ at: AT, disabledDetectors: [], ...snapshot }, [indicator('run_time')])
  return [...unwatched.samples(state)]
    .map(([count, labels]) => `${count} ${labels?.subject} ${labels?.name}: ${labels?.reason}`)
    .filter(line => !line.endsWith('no series'))
}

test('where all is watched, nothing is listed', () => {
  assert.deepEqual(listed({ series: [measured('run_time', AT)], sources: [source] }), [])
})

test('series are counted by their indicator and by each reason', () => {
  const warming = measured('run_time', AT, { warming: { have: 1, need: 9 } })
  assert.deepEqual(
    listed({ series: [warming, warming, series('run_time')], unselected: { run_time: 3, unknown: 4 } }),
    ['2 series run_time: warming', '1 series run_time: empty', '3 series run_time: no rule'],
  )
})

test('an indicator without a series is listed, and one that is disabled says so', () => {
  const samples = [...unwatched.samples(stateOf({ disabledIndicators: ['task_throughput'] }))]
  const reasonsOf = (name: string) =>
    samples.filter(([, of]) => of?.name === name).map(([, of]) => of?.reason)
  assert.deepEqual(reasonsOf('task_throughput'), ['disabled'])
  assert.deepEqual(reasonsOf('task_run_time_p50'), ['no series'])
})

test('sources, tables, detectors and labels that are not seen are listed', () => {
  assert.deepEqual(
    listed({
      sources: [
        { ...source, up: false },
        { ...source, name: 'logs', progress: 0.4 },
        { ...source, name: 'new', up: null, progress: 0 },
      ],
      blind: [
        { source: 'app', table: 'claims', since: AT },
        { source: 'logs', table: null, since: AT },
      ],
      disabledDetectors: ['tail'],
      overflow: [{ kind: 'task', source: 'app', label: 'model', values: 12, share: 0.1 }],
    }),
    [
      '1 source app: down',
      '1 source logs: history is being read',
      '1 table claims of app: blind',
      '1 source logs: blind',
      '1 detector tail: disabled',
      '12 label model of task, app: too many values',
    ],
  )
})

test('what is named one by one has an end', () => {
  const blind = Array.from({ length: 300 }, (_, i) => ({ source: 'app', table: `t${i}`, since: AT }))
  assert.equal(listed({ blind }).length, 100)
})
