import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import type { Overview, SeriesRow } from '../../../../../src/queries/views.ts'
import { headline, plotDescription, statusReason } from '../../../../../src/web/pages/elements/headlines.ts'
import { fixture } from '../../../../support/web/fixture.ts'
import { NOW } from '../../../../support/web/moment.ts'

const { overview, details } = await fixture()
function said(part: Partial<Overview>): string {
  return headline({ ...overview, sources: [], ...part })
}

describe('the headline', () => {
  const [first] = overview.incidents
  assert.ok(first !== undefined)
  const rooted = (good: boolean | null) => {
    const root = { ...first.root, change: { ...first.root.change, good } }
    return { ...first, root }
  }
  const [better, neutral] = [rooted(true), rooted(null)]
  const quiet = { page: 0, watch: 0, warming: 0, quiet: 20 }

  test('counts what gets worse, better and otherwise different', () => {
    assert.equal(
      said({ incidents: [first, first, first], counts: quiet }),
      '3 problems; everything else is quiet.',
    )
    assert.equal(
      said({ incidents: [first, better, neutral], counts: quiet }),
      '1 problem, 1 is getting better, 1 has changed; everything else is quiet.',
    )
  })

  test('counts an incident as a problem as soon as anything in it got worse', () => {
    const symptoms = [{ ...first.root, odds: 4 }]
    assert.equal(
      said({ incidents: [{ ...better, symptoms }], counts: quiet }),
      '1 problem; everything else is quiet.',
    )
  })

  test('says that all is quiet only where something has been learnt', () => {
    assert.equal(said({ incidents: [], counts: quiet }), 'All is quiet.')
    assert.equal(said({ incidents: [], counts: { ...quiet, quiet: 0 } }), 'No series yet.')
    assert.equal(
      said({ incidents: [], counts: { ...quiet, quiet: 0, warming: 4 } }),
      'Still learning what is normal.',
    )
    assert.equal(
      said({ incidents: [], counts: { ...quiet, warming: 4 } }),
      'All is quiet, and 4 series are still learning.',
    )
    assert.equal(
      said({ incidents: [first], counts: { ...quiet, warming: 4 } }),
      '1 problem; everything else is quiet or still learning.',
    )
  })

  test('says first what cannot be seen, and calls quiet only what can', () => {
    const read = {
      name: 'platform',
      up: true,
      error: null,
      completeUpTo: NOW,
      lastSuccessAt: NOW - HOUR,
      progress: null,
      halfRead: false,
      problems: [],
    }
    const blind = { table: 'jobs', since: NOW - 2 * HOUR, lastRow: null }
    const hidden = { ...read, problems: [{ where: 'jobs', message: 'it is empty', refused: 0, blind }] }
    assert.equal(
      said({ incidents: [], counts: quiet, sources: [hidden] }),
      'Cannot see table jobs of platform since 23 Nov 04:40; what can be seen is quiet.',
    )
    const unfed = { ...blind, table: 'claim', unfed: true as const }
    assert.match(
      said({
        sources: [{ ...read, problems: [{ where: 'feeds', message: 'm', refused: 0, blind: unfed }] }],
      }),
      /^Cannot see claim of platform since 23 Nov 04:40/,
    )
    assert.equal(
      said({ incidents: [first], counts: quiet, sources: [{ ...read, up: false, error: 'away' }, hidden] }),
      'Cannot see source platform and 1 more since 23 Nov 05:40, 1 problem; the rest of what can be seen is quiet.',
    )
  })

  test('calls quiet of a history that is still being read only what was read', () => {
    const source = { name: 'platform', up: true, error: null, completeUpTo: NOW, lastSuccessAt: NOW }
    const half = { ...source, progress: 0.4, halfRead: true, problems: [] }
    assert.equal(
      said({ incidents: [], counts: quiet, sources: [half] }),
      'The history of platform is still being read; what was read so far is quiet.',
    )
    assert.equal(
      said({ incidents: [], counts: { ...quiet, quiet: 0, warming: 3 }, sources: [half] }),
      'The history of platform is still being read; what is normal is still being learned.',
    )
    // All of it has been read, and no tick has looked at it yet.
    assert.equal(
      said({ incidents: [first], counts: quiet, sources: [{ ...half, progress: null }, half] }),
      'The history of platform and 1 more are still being read, 1 problem; the rest of what was read so far is quiet.',
    )
  })

  test('calls nothing quiet where no series is', () => {
    const none = { ...quiet, quiet: 0 }
    assert.equal(said({ incidents: [first], counts: none }), '1 problem.')
    const away = { name: 'platform', up: false, error: 'away', completeUpTo: null, lastSuccessAt: null }
    assert.equal(
      said({
        incidents: [],
        counts: none,
        sources: [{ ...away, progress: null, halfRead: false, problems: [] }],
      }),
      'Cannot see source platform; nothing else is watched yet.',
    )
  })

  test('never calls quiet what has not been evaluated', () => {
    assert.equal(
      said({ incidents: [], counts: quiet, lastTickAt: null }),
      'The first tick is still running; nothing is known yet.',
    )
    assert.equal(
      said({ incidents: [], counts: quiet, lastTickAt: NOW - 3 * HOUR }),
      'Nothing has been evaluated since 23 Nov 03:40 (3 hours ago); what follows is old.',
    )
    const tickFault = { stage: 'collect', message: 'the disk is full' }
    assert.equal(
      said({ incidents: [], counts: quiet, tickFault }),
      'The last tick failed; what follows is of 23 Nov 06:39.',
    )
    assert.equal(
      said({ incidents: [], counts: quiet, tickFault, lastTickAt: null }),
      'The first tick has failed; nothing is known yet.',
    )
  })
})

const [detail] = details
assert.ok(detail !== undefined)

const row = (part: Partial<SeriesRow>): string | null =>
  statusReason({ ...detail, status: { name: 'quiet', coverageGaps: [] }, ...part }, 20)

describe('a series in words', () => {
  test('names the reason for which it says less than it might', () => {
    assert.equal(row({}), null)
    assert.equal(row({ status: { name: 'warming', have: 212, need: 336 } }), '212 of 336 points')
    assert.equal(
      row({ status: { name: 'quiet', coverageGaps: ['random-walk', 'short-baseline'] } }),
      'may be a random walk: only a drift is detected, no step; short baseline: its spread is not watched',
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
