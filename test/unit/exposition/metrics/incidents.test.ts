import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incidentChanges, incidentOpened, incidents } from '../../../../src/exposition/metrics/incidents.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

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
