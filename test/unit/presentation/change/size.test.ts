import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import type { Change } from '../../../../src/detection/change.ts'
import {
  effectOf,
  fromTo,
  howFast,
  isSized,
  rangeWords,
  sizeOf,
} from '../../../../src/presentation/change/size.ts'
import { LEVEL, NOW, SLOPE } from '../../../support/alerts/alert-samples.ts'

describe('the size of a change', () => {
  test('is in per cent, for ratios in points, and a multiple where it is large', () => {
    assert.deepEqual(effectOf(LEVEL, 'seconds'), { value: '+35 %', range: '+30 to +41 %' })
    const gap: Change = {
      ...LEVEL,
      effect: { ...LEVEL.effect, absolute: { value: 0.23, lower: 0.2, upper: 0.26 } },
    }
    assert.deepEqual(effectOf(gap, 'ratio'), { value: '+23 points', range: '+20 to +26 points' })
    assert.deepEqual(effectOf({ ...LEVEL, effect: { ...LEVEL.effect, relative: null } }, 'seconds'), {
      value: '+15.9 s',
      range: '+13.6 to +18.4 s',
    })
    const large = { ...LEVEL, effect: { ...LEVEL.effect, relative: { value: 12, lower: 10, upper: 14 } } }
    assert.equal(sizeOf(large, 'seconds'), '13 times')
  })

  test('does not exist for what is stuck or silent', () => {
    for (const kind of ['stuck', 'missing'] as const) {
      assert.equal(isSized({ kind }), false)
      assert.equal(effectOf({ ...LEVEL, kind }, 'seconds'), null)
      assert.equal(fromTo({ ...LEVEL, kind }, 'seconds'), null)
    }
  })

  test('is given from what to what, with its interval', () => {
    assert.equal(fromTo(LEVEL, 'seconds'), '45.2 s to 61.1 s, +35 % (95 % interval +30 to +41 %)')
  })

  test('says a shared unit once', () => {
    assert.equal(rangeWords('2.9 %', '3.2 %'), '2.9 to 3.2 %')
    assert.equal(rangeWords('59 s', '1 min 4 s'), '59 s to 1 min 4 s')
    assert.equal(rangeWords('15', '17'), '15 to 17')
  })
})

describe('the speed of a change', () => {
  test('is by day for a slope', () => {
    const now = SLOPE.onset.value + 10 * DAY
    assert.equal(howFast(SLOPE, 'seconds', now), '+3.5 % a day (+1.6 s a day)')
  })

  test('is at once for a step, and open where the kind is', () => {
    assert.equal(howFast(LEVEL, 'seconds', NOW), 'In one step')
    assert.equal(howFast({ ...LEVEL, alternative: 'slope' }, 'seconds', NOW), 'In one step, or still rising')
    assert.equal(howFast({ ...LEVEL, kind: 'variance' }, 'seconds', NOW), null)
  })
})
