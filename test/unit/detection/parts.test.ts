import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import {
  calendarOffset,
  fitCalendar,
  NO_CALENDAR,
  summariseScores,
} from '../../../src/detection/baseline/calendar.ts'
import { cautiousPhi, pageEvidence, toleranceFor, worthOf } from '../../../src/detection/baseline/caution.ts'
import { SIZES, WEIGHTS } from '../../../src/detection/baseline/mixture.ts'
import { packFloat, packWhole, unpackFloats, unpackWholes } from '../../../src/detection/baseline/packed.ts'
import { fromScale, isScorable, toScale } from '../../../src/detection/baseline/score.ts'
import { fitLevel, levelEvidence, levelTotal } from '../../../src/detection/detectors/level.ts'
import { fitRuns, gapLengths, logSurvival, tieLengths } from '../../../src/detection/detectors/liveness.ts'
import { fitRate, shiftedRate } from '../../../src/detection/detectors/rates.ts'
import { HOURLY, hourly, normal, poisson, raised, random, watch } from '../../support/detection.ts'

describe('scales', () => {
  test('are undone by their inverses', () => {
    for (const value of [0.001, 0.25, 0.9]) {
      for (const scale of ['log', 'identity', 'arcsine', 'anscombe'] as const) {
        assert.ok(Math.abs(fromScale(scale, toScale(scale, value)) - value) < 1e-12)
      }
    }
  })

  test('admit what the family can have and nothing else', () => {
    assert.ok(isScorable('real', -5) && isScorable('count', 0) && isScorable('proportion', 1))
    assert.ok(
      !isScorable('positive', -1) && !isScorable('proportion', 1.01) && !isScorable('real', Number.NaN),
    )
  })
})

describe('packed rows', () => {
  test('give back whole numbers exactly and floats at single precision', () => {
    const floats = [0, -1.5, 3.25e-9, 1e300, Math.fround(Math.PI)]
    assert.deepEqual(
      unpackFloats(floats.map(packFloat).join('')),
      floats.map(value => Math.fround(Math.min(value, 3e38))),
    )
    assert.deepEqual(
      unpackWholes([0, 63, 4095, 5000].map(value => packWhole(value, 2)).join(''), 2),
      [0, 63, 4095, 4095],
    )
  })
})

describe('the calendar', () => {
  const gauss = normal(random(1))
  const samples = (value: (index: number) => number): Array<{ at: number; value: number; weight: number }> =>
    Array.from({ length: 336 }, (_, index) => ({ at: index * HOUR, value: value(index), weight: 1 }))

  test('learns a daily and a weekly rhythm that is there', () => {
    const calendar = fitCalendar(
      samples(
        index =>
          gauss() + 1.5 * Math.sin((2 * Math.PI * index) / 24) - (Math.floor(index / 24) % 7 >= 5 ? 1.5 : 0),
      ),
      HOUR,
      summariseScores,
      ({ value }) => value,
    )
    assert.ok(calendarOffset(calendar, 6 * HOUR) - calendarOffset(calendar, 18 * HOUR) > 2)
    assert.ok(calendarOffset(calendar, 2 * DAY) - calendarOffset(calendar, 5 * DAY) > 1)
  })

  test('learns nothing from noise', () => {
    const calendar = fitCalendar(samples(gauss), HOUR, summariseScores, ({ value }) => value)
    assert.deepEqual(calendar, NO_CALENDAR)
  })
})

describe('the evidence for a level', () => {
  test('has weights that sum to one over both signs', () => {
    assert.ok(Math.abs(2 * WEIGHTS.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12)
  })

  test('grows by no more than one a point on average where nothing has changed', () => {
    const gauss = normal(random(2))
    const frozen = fitLevel(Array.from({ length: 336 }, gauss), 1 / 336, Math.log(24_000))
    let total = 0
    for (let run = 0; run < 20_000; run += 1) {
      let state = levelEvidence.start(frozen)
      for (let point = 0; point < 20; point += 1) {
        state = levelEvidence.step(frozen, state, Math.max(-3, Math.min(3, gauss())))
      }
      total += levelTotal(state)
    }
    assert.ok(total / 20_000 < 20, `${total / 20_000}`)
  })

  test('gives the likelihood ratio of one size after one point', () => {
    const frozen = { up: SIZES.map(size => Math.exp(-(size * size) / 2)), down: SIZES.map(() => 0) }
    const { up } = levelEvidence.step(frozen, levelEvidence.start(frozen), 1.2)
    for (const [index, size] of SIZES.entries()) {
      assert.ok(Math.abs((up[index] ?? 0) - Math.exp(1.2 * size - (size * size) / 2)) < 1e-12)
    }
  })
})

describe('caution', () => {
  test('moves phi up, the more so the shorter the baseline, and never beyond its bound', () => {
    const log = Math.log(24_000)
    const long = cautiousPhi(0.5, 336, log, 0.97)
    const short = cautiousPhi(0.5, 56, log, 0.97)
    assert.ok(long > 0.5 && long < 0.56 && short > long)
    assert.equal(cautiousPhi(0.96, 336, log, 0.97), 0.97)
  })

  test('asks more of a page where the baseline tells less', () => {
    const log = Math.log(24_000)
    const plain = log + Math.log(30)
    assert.ok(pageEvidence(0, 336, log) > plain && pageEvidence(0, 336, log) < 1.2 * plain)
    assert.ok(pageEvidence(0.8, 336, log) > pageEvidence(0.5, 336, log))
    assert.ok(pageEvidence(0.999, 336, log) <= 3 * plain + 1e-3)
  })

  test('tells people what evidence is worth: at the level of a page, once in thirty times the time to a watch', () => {
    const log = Math.log(24_000)
    for (const [phi, count] of [
      [0, 336],
      [0.5, 336],
      [0.5, 672],
      [0, 28],
    ] as const) {
      const worth = worthOf(pageEvidence(phi, count, log), phi, count)
      assert.ok(Math.abs(worth - Math.log(30 * 24_000)) < 1e-3, `${phi}, ${count}: ${worth}`)
      assert.ok(worthOf(40, phi, count) > worthOf(20, phi, count) && worthOf(40, phi, count) < 40)
    }
    assert.equal(worthOf(0, 0.5, 336), 0)
    assert.ok(Math.abs(worthOf(1e100, 0, 1e6) - 1e100 / 3) < 1e95)
  })

  test('tolerates less of a large shift than of a small one', () => {
    const log = Math.log(24_000)
    assert.ok(toleranceFor(1.6, 1 / 336, log) < toleranceFor(0.8, 1 / 336, log))
    assert.equal(toleranceFor(0.1, 1 / 336, log), 0.8 * Math.sqrt(1 / 336))
  })
})

describe('rates', () => {
  test('of an all-zero baseline are half an event in all of it', () => {
    const zeros = Array.from({ length: 336 }, (_, index) => ({ at: index * HOUR, value: 0, weight: 1 }))
    assert.equal(fitRate(zeros, HOUR, false, Math.log(24_000)).rate, 0.5 / 336)
  })

  test('that are overdispersed count for less', () => {
    const uniform = random(3)
    const gauss = normal(random(4))
    const make = (burst: number): number =>
      fitRate(
        Array.from({ length: 336 }, (_, index) => ({
          at: index * HOUR,
          value: poisson(uniform, 5 * Math.exp(burst * gauss() - (burst * burst) / 2)),
          weight: 1,
        })),
        HOUR,
        false,
        Math.log(24_000),
      ).dispersion
    assert.ok(make(0) < 1.3)
    assert.ok(make(0.7) > 2)
  })

  test('that are shifted stay inside their range', () => {
    for (const distance of [-5, -0.1, 0.1, 5]) {
      const share = shiftedRate({ trials: true, rate: 0.02, typical: 20, dispersion: 1 }, distance)
      assert.ok(share > 0 && share < 1)
      assert.ok(shiftedRate({ trials: false, rate: 0.5, typical: 1, dispersion: 1 }, distance) > 0)
    }
  })
})

describe('runs', () => {
  test('are told by their lengths', () => {
    assert.deepEqual(gapLengths([0, HOUR, 4 * HOUR], HOUR), [1, 3])
    assert.deepEqual(tieLengths([1, 1, 2, 3, 3, 3], 0), [2, 1, 3])
  })

  test('within what was seen are no surprise, and beyond it ever more of one', () => {
    const frozen = fitRuns([1, 1, 1, 2, 1, 5, 1, 1])
    assert.equal(logSurvival(frozen, 5), 0)
    assert.ok(logSurvival(frozen, 6) < -2 && logSurvival(frozen, 20) < logSurvival(frozen, 6))
  })

  test('of a series that was always there page after three empty hours', () => {
    const frozen = fitRuns(Array.from({ length: 335 }, () => 1))
    assert.ok(-logSurvival(frozen, 3) < Math.log(720_000))
    assert.ok(-logSurvival(frozen, 4) > Math.log(720_000))
  })
})

describe('kinds', () => {
  const verdictsOf = (seed: number, value: (gauss: number, index: number) => number): string[] => {
    const gauss = normal(random(seed))
    return raised(
      watch(
        HOURLY,
        hourly(1400, index => value(gauss(), index)),
      ).verdicts,
    ).map(({ kind, direction }) => `${kind} ${direction}`)
  }

  test('of noise that grows calmer is variance, down', () => {
    assert.equal(verdictsOf(5, (gauss, index) => gauss * (index >= 600 ? 0.4 : 1))[0], 'variance down')
  })

  test('of noise that grows by a half is variance, up, in most cases', () => {
    const kinds = Array.from(
      { length: 12 },
      (_, seed) => verdictsOf(seed, (gauss, index) => gauss * (index >= 600 ? 1.5 : 1))[0],
    )
    assert.ok(kinds.filter(kind => kind === 'variance up').length >= 10, kinds.join())
  })

  test('of a tail that grows heavy on one side is distribution, or the level that it drags along', () => {
    const kinds = Array.from({ length: 12 }, (_, seed) => {
      const uniform = random(seed + 100)
      return verdictsOf(seed, (gauss, index) =>
        index >= 600 && uniform() < 0.15 ? 2.2 + 0.3 * gauss : gauss,
      )[0]
    })
    const right = kinds.filter(kind => kind === 'distribution up' || kind === 'level up')
    assert.ok(right.length >= 10, kinds.join())
  })

  test('of a slow rise in a strongly autocorrelated series is slope or level, up', () => {
    const gauss = normal(random(8))
    let memory = 0
    const points = hourly(120 * 24, index => {
      memory = 0.9 * memory + Math.sqrt(0.19) * gauss()
      return memory + index / (24 * 20)
    })
    const [first] = raised(watch(HOURLY, points).verdicts)
    assert.equal(first?.direction, 'up')
  })
})
