import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  alertContact,
  alertContactUntil,
  alertInfo,
  alertSince,
} from '../../../../src/exposition/metrics/alert-contacts.ts'
import type { AlertSnapshot } from '../../../../src/exposition/snapshot.ts'
import { indicator, series, stateOf } from '../../../support/exposition/exposition.ts'

const alert: AlertSnapshot = {
  id: '9a/b',
  rule: 'worse',
  seriesId: 7,
  severity: 'page',
  state: 'firing',
  since: 5000,
  incident: '4f1d',
  contacts: [
    { contact: 'ann', standing: 'acknowledged', by: 'ann.smith@example.com', until: null },
    { contact: null, standing: 'no contact', by: null, until: 9000 },
  ],
}
const state = (...openAlerts: AlertSnapshot[]) =>
  stateOf({ openAlerts, series: [series('run_time', { labels: { task_type: 'build' } })] }, [
    indicator('run_time'),
  ])

test('each open alert says what it is about, since when, and where its page is', () => {
  assert.deepEqual(alertInfo.samples(state(alert)), [
    [
      1,
      {
        alert: '9a/b',
        rule: 'worse',
        severity: 'page',
        state: 'firing',
        incident: '4f1d',
        page: 'http://127.0.0.1:9464/alerts/9a%2Fb',
        indicator: 'run_time',
        series: 'build',
      },
    ],
  ])
  assert.deepEqual(alertSince.samples(state(alert)), [[5, { alert: '9a/b' }]])
})

test('a change without an alert leads to its series, and one of a series that is not exposed is left out', () => {
  const none = { ...alert, rule: null, state: 'none' as const, incident: null }
  const [[, labels] = []] = [...alertInfo.samples(state(none))]
  assert.equal(labels?.page, 'http://127.0.0.1:9464/series/7')
  assert.deepEqual(alertInfo.samples(state({ ...alert, seriesId: 8 })), [])
})

test('each contact says how it stands with them; whoever acted is no address to write to', () => {
  const [ann, nobody] = [
    { alert: '9a/b', contact: 'ann', standing: 'acknowledged', by: 'a…@example.com' },
    { alert: '9a/b', contact: 'nobody', standing: 'no contact', by: '' },
  ]
  assert.deepEqual(alertContact.samples(state(alert)), [
    [1, ann],
    [1, nobody],
  ])
  assert.deepEqual(alertContactUntil.samples(state(alert)), [
    [null, ann],
    [9, nobody],
  ])
})
