import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitBaseline } from '../../../../src/detection/baseline/baseline.ts'
import type { Detector } from '../../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { kindsWatched, startLive, stepLive, waitLive } from '../../../../src/detection/live/live.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import {
  autoregressive,
  HOURLY,
  hourly,
  normal,
  raised,
  random,
  spoke,
  watch,
} from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

const gauss = normal(random(14))
const options = HOURLY
const baseline = fitBaseline(
  Array.from({ length: 400 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 })),
  options,
  UTC,
)

describe('a live series', () => {
  test('that falls below its baseline while an alarm upwards stands, or the other way about, has changed once more', () => {
    for (let seed = 0; seed < inForm(2, 8); seed += 1) {
      const noise = autoregressive(random(820 + seed), 0.4)
      const sign = seed % 2 === 0 ? 1 : -1
      const size = (hour: number): number => (hour >= 1280 ? -2.3 : hour >= 800 ? 2.3 : 0)
      const { verdicts } = watch(
        HOURLY,
        hourly(1360, hour => noise() + sign * size(hour)),
      )
      const [first, second, ...rest] = raised(verdicts)
        .filter(({ index, kind }) => index >= 800 && kind === 'level')
        .filter(({ direction }, place, all) => direction !== all[place - 1]?.direction)
      assert.deepEqual(
        [first?.direction, second?.direction],
        sign > 0 ? ['up', 'down'] : ['down', 'up'],
        spoke(raised(verdicts)),
      )
      assert.ok((second?.index ?? 0) < 1340 && rest.length === 0, spoke(raised(verdicts)))
    }
  })

  test('lets every detector of the registry see each point, and pauses those that an alarm accounts for', () => {
    const seen: string[] = []
    const spy = (name: string, log: number, pausedBy: Detector['pausedBy'] = []): Detector => ({
      name,
      kinds: ['level'],
      pausedBy,
      init: () => ({}),
      step(state) {
        seen.push(name)
        return [state, { log, pages: false, kind: 'level', direction: 'up' }]
      },
      restart: state => state,
    })
    const detectors = [spy('one', 20), spy('two', 0, ['level'])]
    let live = startLive(baseline, { detectors, options }, null)
    for (const hour of [400, 401])
      live = stepLive(live, { at: hour * HOUR, value: 0, n: 1 }, { detectors, options })
    assert.deepEqual(seen, ['one', 'two', 'one'])
    assert.equal(live.alarms[0]?.at, 400 * HOUR)
    assert.equal(live.seen, 2)
  })

  test('knows which kinds are watched for', () => {
    const { parts } = startLive(baseline, { detectors: DETECTORS, options }, null)
    assert.ok(kindsWatched(DETECTORS, parts).has('variance'))
  })

  test('waits for what is silent, and changes nothing before that is news', () => {
    const live = startLive(baseline, { detectors: DETECTORS, options }, null)
    assert.equal(waitLive(live, 400 * HOUR, { detectors: DETECTORS, options }), live)
    const later = waitLive(live, 420 * HOUR, { detectors: DETECTORS, options })
    assert.equal(later.alarms.find(alarm => alarm !== null)?.kind, 'missing')
  })
})
