import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  incidentChanges,
  incidentInfo,
  incidentMember,
  incidentOpened,
  incidents,
} from '../../../../src/exposition/metrics/incidents.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import { indicator, series, stateOf } from '../../../support/exposition/exposition.ts'

const one = {
  id: '4f1d',
  nature: 'change' as const,
  openedAt: 5000,
  indicator: 'task_run_time_p50',
  changes: 3,
}

test('open incidents are counted by nature, also where there are none', () => {
  assert.deepEqual(incidents.samples(stateOf({ incidentCounts: { change: 2, silence: 0 } })), [
    [2, { nature: 'change' }],
    [0, { nature: 'silence' }],
  ])
})

test('each open incident says how many changes it explains, and since when it is open', () => {
  const state = stateOf({ incidents: [one] })
  const labels = { incident: '4f1d', indicator: 'task_run_time_p50' }
  assert.deepEqual(incidentChanges.samples(state), [[3, labels]])
  assert.deepEqual(incidentOpened.samples(state), [[5, labels]])
})

test('each open incident has a page, and each of its series says what it is to it', () => {
  const page = 'http://127.0.0.1:9464/incidents/4f1d'
  assert.deepEqual(incidentInfo.samples(stateOf({ incidents: [one] })), [
    [1, { incident: '4f1d', indicator: 'task_run_time_p50', nature: 'change', page }],
  ])
  const incident = { id: '4f1d', role: 'symptom' as const }
  const member = exposedSeries(series('run_time', { incident }), indicator('run_time'), 0)
  assert.equal(incidentMember.value(member), 1)
  assert.deepEqual(incidentMember.about?.(member, 'http://127.0.0.1:9464'), {
    incident: '4f1d',
    role: 'symptom',
    series: 'all',
    page: 'http://127.0.0.1:9464/series/7',
  })
  assert.equal(incidentMember.value(exposedSeries(series('run_time'), indicator('run_time'), 0)), null)
})
