import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Reading } from '../../../../src/exposition/metric.ts'
import * as metrics from '../../../../src/exposition/metrics/rollouts.ts'
import { readableStore } from '../../../../src/exposition/readable-store.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'
import { NOW, readyLedger, settingsOf } from '../../../support/rollout/ledger.ts'

test('a rollback is ready until its rehearsal lapses; when that was stays to be seen', t => {
  const kept = readyLedger(t)
  const settings = { ...READABLE, rollouts: [settingsOf()] }
  const read = (metric: Reading, now: number) => metric.read({ store: readableStore(kept), settings, now })
  const api = { rollout: 'api' }
  assert.deepEqual(read(metrics.rolloutReady, NOW), [[1, api]])
  assert.deepEqual(read(metrics.rolloutReady, NOW + 7 * DAY), [[0, api]])
  assert.deepEqual(read(metrics.rolloutVerdict, NOW + 7 * DAY), [[1, { ...api, verdict: 'not ready' }]])
  assert.deepEqual(read(metrics.rolloutRehearsed, NOW), [[(NOW - 3 * HOUR) / 1000, api]])
  assert.deepEqual(
    metrics.rolloutReady.read({ store: readableStore(kept), settings: READABLE, now: NOW }),
    [],
  )
})
