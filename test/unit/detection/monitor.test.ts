import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions } from '../../../src/detection/change.ts'
import type { DescribeInput } from '../../../src/detection/evidence/score.ts'
import { createMonitor, ignoredPoints } from '../../../src/detection/monitor.ts'
import {
  HOURLY,
  hourly,
  monitor,
  normal,
  point,
  poisson,
  raised,
  random,
  spoke,
  watch,
} from '../../support/detection/detection.ts'
import { holdsOnlyNumbers } from '../../support/detection/stormy.ts'
import { inForm } from '../../support/long-form.ts'

const COUNT: MonitorOptions = { ...HOURLY, family: 'count' }
const SHARE: MonitorOptions = { ...HOURLY, family: 'proportion' }
const DURATION: MonitorOptions = { ...HOURLY, family: 'positive' }

describe('warming', () => {
  test('says how many points it has and how many it needs', () => {
    const { verdicts } = watch(
      HOURLY,
      hourly(150, index => index % 7),
    )
    assert.deepEqual(verdicts.at(-1), { status: 'warming', have: 150, need: 168 })
  })

  test('needs a week, but never fewer than 28 points nor more than 168', () => {
    const need = (bucket: number): number => {
      const [, verdict] = monitor.observe(monitor.start({ ...HOURLY, bucket }), point(0, 1))
      return verdict.status === 'warming' ? verdict.need : 0
    }
    assert.deepEqual(
      [HOUR / 6, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY].map(need),
      [168, 168, 56, 28, 28, 28, 28],
    )
  })

  test('does not count buckets without a number', () => {
    const { verdicts } = watch(
      HOURLY,
      hourly(100, index => (index % 2 === 0 ? 1 : null)),
    )
    assert.deepEqual(verdicts.at(-1), { status: 'warming', have: 50, need: 168 })
  })

  test('begins again after a gap that is longer than ten days of hours', () => {
    const late = hourly(10, () => 1).map(each => ({ ...each, at: each.at + 400 * HOUR }))
    const { verdicts } = watch(HOURLY, [...hourly(100, () => 1), ...late])
    assert.deepEqual(verdicts.at(-1), { status: 'warming', have: 10, need: 168 })
  })
})

describe('a level', () => {
  test('that steps up by two sigma is a page within a day', () => {
    const noise = normal(random(3))
    const { verdicts } = watch(
      HOURLY,
      hourly(700, index => noise() + (index >= 600 ? 2 : 0)),
    )
    const [first] = raised(verdicts)
    assert.equal(first?.kind, 'level')
    assert.equal(first?.direction, 'up')
    assert.ok((first?.index ?? 0) >= 600 && (first?.index ?? 0) < 612)
    assert.equal(raised(verdicts).at(-1)?.severity, 'page', spoke(raised(verdicts)))
  })

  test('that creeps by .8 % a day is found long before it has doubled', () => {
    const noise = normal(random(4))
    const points = Array.from({ length: 90 * 8 }, (_, index) => {
      const day = index / 8
      return point(
        index * 3 * HOUR,
        300 * Math.exp(0.13 * noise() + Math.max(0, day - 40) * Math.log(1.008)),
        15,
      )
    })
    const { verdicts } = watch({ ...DURATION, bucket: 3 * HOUR }, points)
    const [first] = raised(verdicts)
    assert.equal(first?.direction, 'up')
    assert.ok((first?.index ?? 0) / 8 > 40 && (first?.index ?? 0) / 8 < 62)
  })

  test('of a daily series is watched after 28 days', () => {
    const noise = normal(random(5))
    const points = Array.from({ length: 80 }, (_, index) =>
      point(index * DAY, 0.1 + 0.04 * noise() + Math.max(0, index - 40) * 0.01, 20),
    )
    const [first] = raised(watch({ ...HOURLY, bucket: DAY }, points).verdicts)
    assert.equal(first?.direction, 'up')
    assert.ok((first?.index ?? 99) > 40 && (first?.index ?? 99) < 60)
  })

  test('is not moved by a lone spike, however high', () => {
    const noise = normal(random(6))
    const { verdicts } = watch(
      HOURLY,
      hourly(900, index => (index % 100 === 99 && index > 400 ? 1e9 : noise())),
    )
    const kinds = new Set(raised(verdicts).map(({ kind }) => kind))
    assert.deepEqual([...kinds], ['burst'])
    const last = verdicts.at(-1)
    assert.ok(last?.status !== 'alarm' || last.alarm.kind === 'burst')
  })

  test('that was constant alarms on another constant, and not on one stray value', () => {
    const { verdicts } = watch(
      HOURLY,
      hourly(500, index => (index === 400 || index >= 450 ? 7 : 5)),
    )
    const [first] = raised(verdicts)
    assert.ok((first?.index ?? 0) >= 452 && (first?.index ?? 0) < 460)
  })

  test('with a strong daily and weekly rhythm stays silent, and a halving is still seen', () => {
    const rhythm = (index: number): number =>
      18 *
      (1 + 0.8 * Math.sin((2 * Math.PI * index) / 24)) *
      ((Math.floor(index / 24) + 3) % 7 >= 5 ? 0.4 : 1)
    const uniform = random(7)
    const calm = watch(
      COUNT,
      hourly(90 * 24, index => poisson(uniform, rhythm(index))),
    )
    assert.deepEqual(raised(calm.verdicts), [])
    const halved = watch(
      COUNT,
      hourly(60 * 24, index => poisson(uniform, rhythm(index) * (index >= 50 * 24 ? 0.5 : 1))),
    )
    const [first] = raised(halved.verdicts)
    assert.equal(first?.direction, 'down')
    assert.ok((first?.index ?? 0) - 50 * 24 < 48)
  })
})

describe('rates', () => {
  test('that were always zero alarm when failures begin', () => {
    const uniform = random(8)
    const trial = (share: number, n: number): number =>
      Array.from({ length: n }, () => (uniform() < share ? 1 : 0)).reduce<number>(
        (sum, each) => sum + each,
        0,
      ) / n
    const { verdicts } = watch(
      SHARE,
      hourly(500, index => trial(index >= 450 ? 0.3 : 0, 15), 15),
    )
    const [first] = raised(verdicts)
    assert.equal(first?.direction, 'up')
    assert.ok((first?.index ?? 0) < 460)
  })

  test('that were always one alarm when they no longer are', () => {
    const { verdicts } = watch(
      SHARE,
      hourly(500, index => (index >= 450 ? 0.8 : 1), 10),
    )
    assert.equal(raised(verdicts)[0]?.direction, 'down', spoke(raised(verdicts)))
  })

  test('of rare events are judged by their likelihood: ten an hour after none in two weeks is news', () => {
    const uniform = random(9)
    const { verdicts } = watch(
      COUNT,
      hourly(700, index => (index >= 450 ? poisson(uniform, 0.1) : 0)),
    )
    const [first] = raised(verdicts)
    assert.equal(first?.direction, 'up')
    assert.ok((first?.index ?? 0) < 560)
  })
})

describe('an alarm', () => {
  const noise = normal(random(15))
  const bump = hourly(900, index => noise() + (index >= 500 && index < 600 ? 2 : 0))

  test('stands until the series is shown to be back, and is then over', () => {
    const { verdicts } = watch(HOURLY, bump)
    const standing = verdicts.slice(510, 600).every(verdict => verdict.status === 'alarm')
    assert.ok(standing, spoke(raised(verdicts)))
    assert.ok(
      verdicts.slice(640).every(verdict => verdict.status === 'quiet'),
      spoke(raised(verdicts)),
    )
  })

  test('keeps the moment at which it was raised, and its evidence never falls', () => {
    const alarms = watch(HOURLY, bump).verdicts.flatMap(verdict =>
      verdict.status === 'alarm' ? [verdict.alarm] : [],
    )
    const moments = new Set(alarms.map(({ at, kind, detector }) => `${detector}: ${kind} at ${at}`))
    assert.equal(moments.size, 1, [...moments].join('; '))
    for (const [index, alarm] of alarms.entries()) {
      assert.ok(alarm.evidence >= (alarms[index - 1]?.evidence ?? 0))
    }
  })

  test('stands for as long as the level stays, even if it is wavering', () => {
    const wavering = normal(random(16))
    const { verdicts } = watch(
      HOURLY,
      hourly(inForm(1200, 3000), index => wavering() + (index >= 500 ? 1 : 0)),
    )
    const from = verdicts.findIndex(verdict => verdict.status === 'alarm')
    assert.ok(
      verdicts.slice(from).every(verdict => verdict.status === 'alarm'),
      spoke(raised(verdicts)),
    )
  })
})

describe('bad input', () => {
  test('that is late, doubled or no number is left out and counted', () => {
    const points = [point(0, 1), point(HOUR, 2), point(HOUR, 3), point(0, 4), point(2 * HOUR, Number.NaN)]
    const { state, verdicts } = watch(HOURLY, points)
    assert.deepEqual(ignoredPoints(state), { late: 2, invalid: 1 })
    assert.deepEqual(verdicts.at(-1), { status: 'warming', have: 2, need: 168 })
  })

  test('of another version is refused with what to do', () => {
    assert.throws(() => monitor.observe({ ...monitor.start(HOURLY), version: 0 }, point(0, 1)), {
      message: /version 0, this is version 13: rebuild it/,
    })
  })

  test('of 10^308 with either sign neither crashes nor hangs', () => {
    const { state } = watch(
      HOURLY,
      hourly(500, index => (index % 2 === 0 ? 1e308 : -1e308)),
    )
    assert.ok(holdsOnlyNumbers(state))
  })
})

describe('a description', () => {
  test('is made from the frozen baseline on the scale of the family', () => {
    const inputs: DescribeInput[] = []
    const describing = createMonitor({
      describe: input => {
        inputs.push(input)
        const { at, kind, direction, evidence } = input.alarm
        const interval = { value: at, lower: at, upper: at }
        return {
          kind,
          kindProbability: 0.97,
          alternative: null,
          direction,
          good: null,
          onset: interval,
          effect: { absolute: interval, relative: null, sigma: 0 },
          from: 0,
          to: 0,
          breach: null,
          evidence,
        }
      },
    })
    const noise = normal(random(20))
    const points = hourly(400, () => 300 * Math.exp(0.2 * noise()))
    const { state } = watch(DURATION, points)
    describing.describe(state, points, {
      at: 0,
      severity: 'watch',
      kind: 'level',
      direction: 'up',
      evidence: 11,
    })
    const baseline = inputs[0]?.baseline
    assert.equal(baseline?.scale, 'log')
    assert.equal(baseline?.from, 0)
    assert.equal(baseline?.to, 336 * HOUR)
    assert.ok(Math.abs((baseline?.center ?? 0) - Math.log(300)) < 0.05)
    assert.ok(Math.abs((baseline?.sigma ?? 0) - 0.2) < 0.03)
  })

  test('has a band that holds 95 % of single points', () => {
    const noise = normal(random(21))
    const { state } = watch(
      HOURLY,
      hourly(336, () => 10 + noise()),
    )
    const band = monitor.band(state, 400 * HOUR)
    assert.ok(Math.abs((band?.lower ?? 0) - 8.04) < 0.4)
    assert.ok(Math.abs((band?.upper ?? 0) - 11.96) < 0.4)
    assert.equal(monitor.band(monitor.start(HOURLY), 0), null)
  })
})
