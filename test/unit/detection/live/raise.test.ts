import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitBaseline } from '../../../../src/detection/baseline/baseline.ts'
import type { Evidence } from '../../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { startLive } from '../../../../src/detection/live/live.ts'
import { type Claim, grown, namedBySpread, raise, threshold } from '../../../../src/detection/live/raise.ts'
import type { LiveState } from '../../../../src/detection/live/state.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'

const detectors = DETECTORS.filter(({ name }) => ['level', 'spread', 'tail', 'gaps'].includes(name))
const gauss = normal(random(13))
const live = startLive(
  fitBaseline(
    Array.from({ length: 400 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 })),
    HOURLY,
    UTC,
  ),
  { detectors, options: HOURLY },
  null,
)
const claim = (name: string, evidence: Partial<Evidence>): Claim => ({
  place: detectors.findIndex(each => each.name === name),
  evidence: { log: 11, pages: false, kind: 'level', direction: 'up', ...evidence },
})
const kinds = (state: LiveState) =>
  state.alarms.flatMap(alarm => (alarm === null ? [] : [`${alarm.kind} ${alarm.severity}`]))

describe('what is raised of what is claimed', () => {
  test('is one alarm on the values, the level before the spread', () => {
    const both = [claim('spread', { kind: 'variance' }), claim('level', {})]
    assert.deepEqual(kinds(raise(live, both, 0, detectors)), ['level watch'])
  })

  test('is handed to the kind that accounts for it better', () => {
    assert.deepEqual(kinds(raise(live, [claim('level', { rather: 'variance' })], 0, detectors)), [
      'variance watch',
    ])
  })

  test('is a wider spread where there is more evidence for that than for a level or a tail', () => {
    const wide = (log: number): Evidence => ({
      log: 0,
      pages: false,
      kind: 'variance',
      direction: 'up',
      wide: log,
    })
    const named = (kind: Evidence['kind'], log: number) =>
      namedBySpread([claim('level', { kind })], [wide(log)])[0]?.evidence.rather
    assert.equal(named('level', 11.5), 'variance')
    assert.equal(named('level', 10.5), undefined)
    assert.equal(named('tail', 11.5), 'variance')
    assert.equal(named('slope', 11.5), undefined)
    assert.equal(namedBySpread([claim('level', { rather: 'tail' })], [wide(20)])[0]?.evidence.rather, 'tail')
    assert.equal(namedBySpread([claim('level', {})], [])[0]?.evidence.rather, undefined)
  })

  test('names the detector whose evidence it was, whatever kind accounts for it', () => {
    const { alarms } = raise(live, [claim('level', { rather: 'variance' })], 0, detectors)
    assert.deepEqual(
      alarms.flatMap(alarm => (alarm === null ? [] : [`${alarm.detector}: ${alarm.kind}`])),
      ['level: variance'],
    )
  })

  test('stands beside silence, and nothing else beside it but a level that pages', () => {
    const wide = raise(live, [claim('spread', { kind: 'variance' })], 0, detectors)
    assert.deepEqual(kinds(raise(wide, [claim('gaps', { kind: 'missing' })], 1, detectors)), [
      'variance watch',
      'missing watch',
    ])
    assert.deepEqual(kinds(raise(wide, [claim('tail', { kind: 'tail', pages: true })], 1, detectors)), [
      'variance watch',
    ])
    assert.deepEqual(kinds(raise(wide, [claim('level', {})], 1, detectors)), ['variance watch'])
    assert.deepEqual(kinds(raise(wide, [claim('level', { pages: true })], 1, detectors)), ['level page'])
  })

  test('is not raised again by what is accounted for as what stands: that grows', () => {
    for (const kind of ['variance', 'tail'] as const) {
      const own = claim(kind === 'tail' ? 'tail' : 'spread', { kind })
      const stands = raise(live, [own], 0, detectors)
      const more = [claim('level', { log: 15, pages: true, rather: kind })]
      const after = raise(stands, more, 9 * HOUR, detectors)
      assert.deepEqual(kinds(after), [`${kind} page`])
      const [alarm] = after.alarms.filter(each => each !== null)
      assert.deepEqual([alarm?.at, alarm?.evidence], [0, 15])
      assert.equal(after.parts[own.place], stands.parts[own.place])
      const less = raise(
        after,
        [claim('level', { log: 12, pages: true, rather: kind })],
        10 * HOUR,
        detectors,
      )
      assert.deepEqual(less.alarms, after.alarms)
    }
  })

  test('grows to a page once and never shrinks', () => {
    const alarm = { at: 0, severity: 'watch', kind: 'level', direction: 'up', evidence: 11 } as const
    assert.equal(grown(alarm, { log: 10, pages: true, kind: 'level', direction: 'up' }), alarm)
    const page = grown(alarm, { log: 15, pages: true, kind: 'level', direction: 'up' })
    assert.deepEqual(page, { ...alarm, severity: 'page', evidence: 15 })
    assert.equal(grown(page, { log: 16, pages: false, kind: 'level', direction: 'up' }).severity, 'page')
  })

  test('takes more where the baseline is provisional', () => {
    assert.ok(threshold(HOUR, true) > threshold(HOUR, false) + 1)
  })
})
