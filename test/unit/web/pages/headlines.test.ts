import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Change } from '../../../../src/detection/change.ts'
import type { Overview, SeriesRow } from '../../../../src/queries/views.ts'
import {
  effectOf,
  evidenceNumber,
  headline,
  indicatorTitle,
  leaningOf,
  onsetRange,
  plotDescription,
  rangeWords,
  statusReason,
  sureMeaning,
  sureWord,
  verdictOf,
} from '../../../../src/web/pages/headlines.ts'
import { fixture, NOW } from '../../../support/web.ts'

const { overview, details } = await fixture()
const step = details[1]?.changes[0]?.change
assert.ok(step !== undefined)
const change: Change = step

function meaning(evidence: number): string {
  return sureMeaning({ ...change, evidence }, HOUR)
}

function onset(lower: number, upper: number): Change {
  return { ...change, onset: { value: NOW, lower: NOW - lower, upper: NOW + upper } }
}

function said(part: Partial<Overview>): string {
  return headline({ ...overview, ...part })
}

describe('the headline', () => {
  const [first] = overview.standing
  assert.ok(first !== undefined)
  const better = { ...first, change: { ...first.change, good: true } }
  const neutral = { ...first, change: { ...first.change, good: null } }
  const quiet = { page: 0, watch: 0, warming: 0, quiet: 20 }

  test('counts what gets worse, better and otherwise different', () => {
    assert.equal(
      said({ standing: [first, first, first], counts: quiet }),
      '3 things are getting worse; everything else is quiet.',
    )
    assert.equal(
      said({ standing: [first, better, neutral], counts: quiet }),
      '1 thing is getting worse, 1 is getting better, 1 has changed; everything else is quiet.',
    )
  })

  test('says that all is quiet only where something has been learnt', () => {
    assert.equal(said({ standing: [], counts: quiet }), 'All is quiet.')
    assert.equal(said({ standing: [], counts: { ...quiet, quiet: 0 } }), 'No series yet.')
    assert.equal(
      said({ standing: [], counts: { ...quiet, quiet: 0, warming: 4 } }),
      'Still learning what is normal.',
    )
    assert.equal(
      said({ standing: [], counts: { ...quiet, warming: 4 } }),
      'All is quiet, and 4 series are still learning.',
    )
    assert.equal(
      said({ standing: [first], counts: { ...quiet, warming: 4 } }),
      '1 thing is getting worse; everything else is quiet or still learning.',
    )
  })

  test('never calls quiet what has not been looked at', () => {
    assert.equal(
      said({ standing: [], counts: quiet, lastTickAt: null }),
      'The first round is still running; nothing is known yet.',
    )
    assert.equal(
      said({ standing: [], counts: quiet, lastTickAt: NOW - 3 * HOUR }),
      'slowburn has not looked since 23 Nov 03:40 (3 hours ago); what follows is old.',
    )
  })
})

describe('a change in words', () => {
  test('is worse where it goes against the good direction, is stuck, or is missing', () => {
    assert.equal(leaningOf({ change: { ...change, good: false } }), 'worse')
    assert.equal(leaningOf({ change: { ...change, good: true } }), 'better')
    assert.equal(leaningOf({ change: { ...change, good: null } }), 'other')
    assert.equal(leaningOf({ change: { ...change, good: null, kind: 'stuck' } }), 'worse')
    assert.equal(leaningOf({ change: { ...change, good: true, kind: 'missing' } }), 'worse')
  })

  test('names each kind in each direction', () => {
    const named = (['level', 'slope', 'variance', 'distribution', 'stuck', 'missing'] as const).flatMap(
      kind => (['up', 'down'] as const).map(direction => verdictOf({ ...change, kind, direction })),
    )
    assert.deepEqual(named, [
      'stepped up',
      'stepped down',
      'rising',
      'falling',
      'more variable',
      'less variable',
      'distribution shifted up',
      'distribution shifted down',
      'stuck at one value',
      'stuck at one value',
      'silent',
      'silent',
    ])
  })

  test('gives its size in percent, for ratios in points, and for silence not at all', () => {
    assert.deepEqual(effectOf(change, 'seconds'), { value: '+35 %', range: '+31 to +39 %' })
    const gap: Change = {
      ...change,
      effect: { ...change.effect, absolute: { value: 0.23, lower: 0.2, upper: 0.26 } },
    }
    assert.deepEqual(effectOf(gap, 'ratio'), { value: '+23 points', range: '+20 to +26 points' })
    assert.equal(effectOf({ ...change, kind: 'missing' }, 'seconds'), null)
    assert.deepEqual(effectOf({ ...change, effect: { ...change.effect, relative: null } }, 'seconds'), {
      value: '+33.6 s',
      range: '+29.6 to +37.6 s',
    })
  })

  test('gives the uncertainty of its onset as a distance where it is even, else as two moments', () => {
    assert.equal(onsetRange(onset(5 * HOUR, 5 * HOUR), NOW), '±5h')
    assert.equal(onsetRange(onset(DAY, HOUR), NOW), '22 Nov 06:40 to 23 Nov 07:40')
    assert.equal(onsetRange(onset(0, 0), NOW), null)
  })

  test('says a shared unit once', () => {
    assert.equal(rangeWords('2.9 %', '3.2 %'), '2.9 to 3.2 %')
    assert.equal(rangeWords('59 s', '1 min 4 s'), '59 s to 1 min 4 s')
    assert.equal(rangeWords('15', '17'), '15 to 17')
  })
})

describe('certainty in words', () => {
  test('grows with the evidence', () => {
    const decimal = [2, 4.4, 5.9, 9, 13].map(power => sureWord(power * Math.LN10))
    assert.deepEqual(decimal, ['not sure yet', 'fairly sure', 'sure', 'very sure', 'practically certain'])
  })

  test('is the mean time between false alarms, in the words of the email', () => {
    assert.equal(meaning(Math.log(24_000)), 'chance alone does this less than once in 2.7 years of such data')
    assert.equal(meaning(1e9), 'chance alone does this less than once in 1,000 years of such data')
    assert.equal(meaning(Number.NaN), 'chance alone may do this at any time')
  })

  test('has its number as a power of ten', () => {
    assert.equal(evidenceNumber(9.6 * Math.LN10), '10^9.6')
    assert.equal(evidenceNumber(Number.POSITIVE_INFINITY), 'unknown')
  })
})

const [detail] = details
assert.ok(detail !== undefined)

const row = (part: Partial<SeriesRow>): string | null =>
  statusReason({ ...detail, status: { name: 'quiet', blind: [] }, ...part }, 20)

describe('a series in words', () => {
  test('has a title that reads', () => {
    assert.equal(indicatorTitle(detail.series), 'Task run time p50')
    assert.equal(indicatorTitle({ ...detail.series, indicator: 'roi_latency_p50' }), 'ROI latency p50')
  })

  test('names the reason for which it says less than it might', () => {
    assert.equal(row({}), null)
    assert.equal(row({ status: { name: 'warming', have: 212, need: 336 } }), '212 of 336 points')
    assert.equal(
      row({ status: { name: 'quiet', blind: ['random-walk', 'short-baseline'] } }),
      'may be a random walk: only a drift is told, no step; short baseline: its spread is not watched',
    )
    const last = { at: NOW, value: null, lower: null, upper: null, n: 4 }
    assert.equal(row({ silence: 'insufficient', last }), 'last bucket insufficient (n 4 of 20)')
    assert.equal(row({ silence: 'stale', last }), 'last bucket stale')
  })

  test('is described in place of its drawing, with its numbers', () => {
    const [identity, plot] = [detail.series, detail.plot]
    assert.match(
      plotDescription(plot, identity, NOW),
      /^From 13 Oct 06:00 to 23 Nov 05:00: lowest 6 min.*highest .*, last .*, normal .* to .*, changed about 23 Oct 06:00$/,
    )
    assert.equal(plotDescription({ ...plot, points: [] }, identity, NOW), 'No values yet')
  })
})
