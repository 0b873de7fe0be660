import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changeWords,
  headWords,
  nameOf,
  noteWords,
  sinceWords,
  togetherWords,
  unitOf,
  verdictWords,
} from '../../../../src/scan/report/words.ts'
import { drifted, scanned, someDrifted } from '../../../support/scan/drifted.ts'
import { END } from '../../../support/scan/metrics.ts'

test('a series is named as PromQL names it, with what is looked at', () => {
  assert.equal(nameOf({ metric: 'up', view: 'value', labels: {}, over: [] }), 'up')
  assert.equal(nameOf(drifted({ job: 'a"b' })), 'mean of run_seconds{job="a\\"b"}')
  const whole = drifted({ job: 'a' }, {}, { over: ['instance', 'pod'] })
  assert.equal(nameOf(whole), 'mean of run_seconds{job="a"} over all instance, pod')
})

test('a change says what it is, how large, and between which levels, in its unit', () => {
  assert.equal(changeWords(drifted({})), 'level up +50 %, from 100 ms to 150 ms')
  const large = drifted({}, { relative: { value: 40, lower: 1, upper: 80 }, kind: 'variance' })
  assert.equal(changeWords(large), 'spread up 41 times, from 100 ms to 150 ms')
  const rate = drifted({}, { relative: null }, { metric: 'a_seconds_total', view: 'rate' })
  assert.equal(changeWords(rate), 'level up, from 0.1 to 0.15 a second')
  assert.equal(unitOf({ metric: 'hit_ratio', view: 'value' }), 'ratio')
})

test('an onset has its interval, where it has one beyond its bucket', () => {
  const { drift } = drifted({})
  assert.equal(sinceWords(drift), 'since 20 Nov 00:00 UTC (90 %: 19 Nov 21:00 to 20 Nov 03:00)')
  const exact = { ...drift, onset: { value: END, lower: END, upper: END } }
  assert.equal(sinceWords(exact), 'since 30 Nov 00:00 UTC')
})

test('a scan says how much it saw, what came of it, and what it left out', () => {
  const found = scanned(someDrifted())
  assert.equal(headWords(found), '120 series of 4 metrics, 30 days to 30 Nov 00:00 UTC, in buckets of 3h')
  assert.equal(verdictWords(found), '3 have changed and not come back, in 2 stories, the largest first')
  assert.equal(verdictWords(scanned([])), 'Nothing has changed that has not come back.')
  assert.equal(
    verdictWords(scanned([drifted({})])),
    '1 has changed and not come back, in 1 story, the largest first',
  )
  assert.deepEqual(found.stories.map(togetherWords), ['1 more began with it, all with job="api"', null])
  assert.deepEqual(noteWords(found), [])
  const notes = noteWords(
    scanned([], {
      unjudged: { constant: 3, short: 1, gone: 2 },
      left: { identity: 1, moment: 2, bucket: 3 },
      beyond: 9,
      faults: ['a: 422: no'],
      warnings: ['one store is away'],
    }),
  )
  assert.deepEqual(notes, [
    'Not judged: 3 of one value throughout; 1 with too few values, or too few events among them; 2 without a value for the last day.',
    'Names left out: 1 that say what something is, 2 that say when, 3 of buckets.',
    '9 series were not looked at: see --most and --match.',
    'Not read: a: 422: no',
    'The server warns: one store is away',
  ])
})
