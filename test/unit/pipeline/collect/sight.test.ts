import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import {
  blindSpots,
  blindWords,
  isCaughtUp,
  placeWords,
  quietSince,
} from '../../../../src/pipeline/collect/sight.ts'
import type { SourceStatus } from '../../../../src/pipeline/collect/status.ts'
import type { Series } from '../../../../src/series/series.ts'

const NOW = Date.UTC(2026, 4, 1)
const status = (name: string, more: Partial<SourceStatus> = {}): SourceStatus => ({
  name,
  up: true,
  error: null,
  completeUpTo: NOW - MINUTE,
  lastSuccessAt: NOW,
  progress: null,
  problems: [],
  downSince: null,
  unaccounted: {},
  replaced: {},
  durationSeconds: 0,
  ...more,
})
const live = (...all: SourceStatus[]) => ({ sources: new Map(all.map(one => [one.name, one])) })
const of = (source: string): Series => ({ labels: { source } }) as unknown as Series
const plan = { sourcesOf: ({ labels }: Series) => [labels.source ?? ''] }
const down = status('down', { up: false, error: 'refused the connection', downSince: NOW - HOUR })
const blind = { table: 'jobs', since: NOW - 2 * HOUR, lastRow: NOW - DAY }
const hidden = status('hidden', {
  problems: [
    { where: 'jobs.id', message: 'may not be read', refused: 0, blind },
    { where: 'jobs.at', message: 'may not be read', refused: 0, blind },
    { where: 'jobs.x', message: 'refused', refused: 3 },
  ],
})

describe('what cannot be seen', () => {
  test('is a whole source that is down, and a table once, however many of its columns are concerned', () => {
    const spots = blindSpots(live(status('well'), down, hidden))
    assert.deepEqual(
      spots.map(({ source, table, since, lastRow }) => [source, table, since, lastRow]),
      [
        ['down', null, NOW - HOUR, NOW - MINUTE],
        ['hidden', 'jobs', NOW - 2 * HOUR, NOW - DAY],
      ],
    )
    assert.deepEqual(
      spots.map(spot => blindWords(spot, NOW)),
      [
        'source down cannot be seen for 1h: refused the connection',
        'table jobs of source hidden cannot be seen for 2h: may not be read',
      ],
    )
    const what = { source: 'metrics', table: 'errors', what: 'query' } as const
    assert.equal(placeWords(what), 'query errors of source metrics')
  })

  test('is never held against its series: only what can be seen can be silent', () => {
    const since = quietSince(live(status('well'), down, hidden), plan, NOW)
    assert.deepEqual([since(of('well')), since(of('down')), since(of('hidden'))], [NOW, null, null])
  })
})

describe('silence', () => {
  test('counts up to where a source is complete, where that lags', () => {
    const lagging = status('lagging', { completeUpTo: NOW - HOUR })
    assert.equal(quietSince(live(lagging), plan, NOW)(of('lagging')), NOW - HOUR)
  })

  test('counts no further than what feeds the series is complete, though its source is', () => {
    const held = { ...plan, completeOf: () => NOW - 3 * HOUR }
    assert.equal(quietSince(live(status('well')), held, NOW)(of('well')), NOW - 3 * HOUR)
  })

  test('says nothing while history is read', () => {
    const reading = status('reading', { progress: 0.4, completeUpTo: null })
    assert.equal(quietSince(live(reading), plan, NOW)(of('reading')), null)
  })
})

test('a series waits for its own source to have been read, not for those of others, nor for one that is down', () => {
  const reading = status('reading', { progress: 0.4, completeUpTo: null })
  const ready = isCaughtUp(live(status('well'), reading, down), plan)
  assert.deepEqual([ready(of('well')), ready(of('reading')), ready(of('down'))], [true, false, true])
  assert.equal(ready(of('never heard of')), false)
})
