import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SourceStatus } from '../../../src/pipeline/collect/status.ts'
import { createLive, isBackfilling } from '../../../src/pipeline/status.ts'

const CAUGHT_UP: SourceStatus = {
  name: 'db',
  up: true,
  error: null,
  completeUpTo: 1,
  lastSuccessAt: 1,
  progress: null,
  problems: [],
  downSince: null,
  unaccounted: {},
  replaced: {},
  durationSeconds: 0,
}

function backfilling(...sources: SourceStatus[]): boolean {
  return isBackfilling({ sources: new Map(sources.map(source => [source.name, source])) })
}

test('before the first tick nothing is known, and no history is being read', () => {
  const live = createLive()
  assert.equal(live.lastTickAt, null)
  assert.equal(live.fault, null)
  assert.equal(isBackfilling(live), false)
  live.sources.set('db', CAUGHT_UP)
  assert.equal(createLive().sources.size, 0)
})

test('history is being read for as long as one source that is up has not caught up', () => {
  const reading = { ...CAUGHT_UP, name: 'ledger', progress: 0 }
  assert.equal(backfilling(CAUGHT_UP), false)
  assert.equal(backfilling(CAUGHT_UP, reading), true)
  assert.equal(backfilling(CAUGHT_UP, { ...reading, progress: 0.99 }), true)
  assert.equal(backfilling(CAUGHT_UP, { ...reading, up: false }), false)
})
