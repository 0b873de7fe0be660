import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { Owner } from '../../../../../src/core/loop-guard/owners.ts'
import { faultyPartAlarms } from '../../../../../src/pipeline/alerts/own/faulty-parts.ts'
import { raiseOwn } from '../../../../../src/pipeline/alerts/own/raise.ts'
import { createLive, type Live } from '../../../../../src/pipeline/status.ts'
import { openLook } from '../../../../support/alerts/look.ts'

const NOW = Date.UTC(2026, 4, 1, 12)
const TOY: Owner = { kind: 'metric', name: 'slowburn_toy' }

/** Ticks, one a minute, of which each evaluates alerts. */
function running(t: TestContext) {
  const { store, look } = openLook(t)
  const live = createLive()
  let minute = 0
  const tick = (before: (now: number) => void): void => {
    minute += 1
    const now = NOW + minute * MINUTE
    before(now)
    raiseOwn(store, faultyPartAlarms(live, now), { now, interval: MINUTE, stoodFor: live.stoodFor })
    look(now)
  }
  return {
    live,
    run(minutes: number, before: (now: number) => void = () => {}): void {
      for (let i = 0; i < minutes; i += 1) tick(before)
    },
    firing: () => store.episodes.open().map(({ severity, series }) => `${severity} ${series}`),
    subjects: () => store.outbox.list(100).map(({ subject }) => subject),
    text: () =>
      Buffer.from(store.outbox.get(store.outbox.list(1)[0]?.id ?? 0)?.bytes ?? [])
        .toString('utf8')
        .replace(/=\r?\n/g, ''),
  }
}

/** What is wrong with a part of each kind, and which alarm that is. */
const KINDS: Readonly<Record<string, readonly [spoil: (live: Live) => void, alarm: string | null]>> = {
  'a notifier that cannot be opened': [
    live => live.notifiers.set('toy', ['no such key']),
    'page SlowburnPartFaulty{kind="notifier",name="toy",severity="page"}',
  ],
  'an indicator that answers nonsense': [
    live => live.indicatorFaults.set('toy_ratio', 'the value is NaN'),
    'page SlowburnPartFaulty{kind="indicator",name="toy_ratio",severity="page"}',
  ],
  'a detector that is left out': [
    live => live.known.set(1, { shown: { band: null, broken: ['level'], watchedPoints: 0 } } as never),
    'watch SlowburnPartFaulty{kind="detector",name="level",severity="watch"}',
  ],
  'a metric that throws': [
    live => {
      live.metricFaults = new Map([[TOY.name, 'out of order']])
    },
    'watch SlowburnPartFaulty{kind="metric",name="slowburn_toy",severity="watch"}',
  ],
  'a page that does not answer': [
    live => live.pageFaults.set('/toy', 'it did not answer within 10 s'),
    'watch SlowburnPartFaulty{kind="page",name="/toy",severity="watch"}',
  ],
  'a kind of lifecycle that fails on an event': [
    live => live.failings.note({ kind: 'lifecycle', name: 'claim' }, 'it fails on claim.made', NOW),
    'page SlowburnPartFaulty{kind="lifecycle",name="claim",severity="page"}',
  ],
  'a measure that fails on a fact': [
    live => live.failings.note({ kind: 'measure', name: 'toy' }, 'its value is NaN', NOW),
    'page SlowburnPartFaulty{kind="measure",name="toy",severity="page"}',
  ],
  'a channel that cannot compose': [
    live => live.failings.note({ kind: 'channel', name: 'toy' }, 'it fails: out of order', NOW),
    'page SlowburnPartFaulty{kind="channel",name="toy",severity="page"}',
  ],
  'a channel that is not asked any more': [
    live => live.interrupted.add({ owner: { kind: 'channel', name: 'toy' }, place: 'toy.ts:7', at: NOW }),
    'page SlowburnPartFaulty{kind="channel",name="toy",severity="page"}',
  ],
  'a source that is not asked any more, which is blind': [
    live => live.interrupted.add({ owner: { kind: 'source', name: 'toy' }, place: 'toy.ts:7', at: NOW }),
    null,
  ],
}

describe('a part that fails', () => {
  for (const [what, [spoil, alarm]] of Object.entries(KINDS)) {
    test(`is ${alarm === null ? 'no alarm' : 'an alarm'} after ten minutes: ${what}`, t => {
      const { live, run, firing } = running(t)
      spoil(live)
      run(10)
      assert.deepEqual(firing(), [])
      run(1)
      assert.deepEqual(firing(), alarm === null ? [] : [alarm])
    })
  }

  test('is one mail to whoever is on call, whatever it says from tick to tick, and one when it is over', t => {
    const { live, run, firing, subjects, text } = running(t)
    run(30, now => {
      live.metricFaults = new Map([[TOY.name, `at ${now} postgres://reader:sesame@db.example/app is away`]])
    })
    assert.deepEqual(subjects(), ['WATCH SlowburnPartFaulty of metric, slowburn_toy firing'])
    assert.match(text(), /The metric slowburn_toy of slowburn fails since 2026-05-01 12:01 UTC: at /)
    assert.match(text(), /It is missing in \/metrics/)
    assert.match(text(), /raised it itself/)
    assert.doesNotMatch(text(), /sesame/)
    live.metricFaults = new Map()
    run(1)
    assert.deepEqual(firing(), [])
    assert.equal(subjects().length, 2)
  })

  test('now and then is no alarm, and one that does so again and again is', t => {
    const { live, run, firing } = running(t)
    const note = (now: number): unknown => live.strays.note(TOY, 'threw outside of any call: mine', now)
    run(1, note)
    run(40)
    assert.deepEqual(firing(), [])
    run(12, note)
    assert.equal(firing().length, 1)
    run(10)
    assert.deepEqual(firing(), [])
  })
})
