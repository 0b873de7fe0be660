import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import * as changes from '../../../../src/exposition/metrics/changes.ts'
import { exposedSeries } from '../../../../src/exposition/series-state.ts'
import { change, indicator, measured, stateOf } from '../../../support/exposition/exposition.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const PER_SERIES = Object.values(changes).filter(metric => metric.source === 'series')
const exposed = (record: ReturnType<typeof change> | null) =>
  exposedSeries(measured('run_time', AT, { change: record }), indicator('run_time'), AT)

test('a series without a change has no sample about one', () => {
  for (const metric of PER_SERIES) assert.equal(metric.value(exposed(null)) ?? null, null, metric.name)
})

test('a standing change says its kind, direction, severity and whether it is for the worse', () => {
  assert.equal(changes.changeActive.value(exposed(change(AT))), 1)
  assert.deepEqual(changes.changeActive.about?.(exposed(change(AT)), null), {
    kind: 'level',
    direction: 'up',
    severity: 'page',
    assessment: 'worse',
  })
})

test('its size, onset, breach and evidence are the numbers of the change, times in seconds', () => {
  const one = exposed(change(AT))
  const values = Object.fromEntries(PER_SERIES.map(metric => [metric.name, metric.value(one)]))
  assert.deepEqual(values, {
    slowburn_change_active: 1,
    slowburn_change_effect_ratio: 0.35,
    slowburn_change_effect_lower_ratio: 0.3,
    slowburn_change_effect_upper_ratio: 0.4,
    slowburn_change_effect_standard_deviations: 2.25,
    slowburn_change_onset_timestamp_seconds: (AT - 2 * DAY) / 1000,
    slowburn_change_onset_lower_timestamp_seconds: (AT - 2 * DAY - 5 * HOUR) / 1000,
    slowburn_change_onset_upper_timestamp_seconds: (AT - 2 * DAY + 5 * HOUR) / 1000,
    slowburn_change_raised_timestamp_seconds: (AT - DAY) / 1000,
    slowburn_change_breach_timestamp_seconds: (AT + 9 * DAY) / 1000,
    slowburn_change_evidence_nats: 13.5,
  })
})

test('a release says when it took over, with an empty label for what it does not name', () => {
  const releases = [{ at: AT, version: '7', component: null, environment: 'live' }]
  assert.deepEqual(changes.release.samples(stateOf({ releases })), [
    [AT / 1000, { version: '7', component: '', environment: 'live' }],
  ])
})
