import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import type { Verdict } from '../../../../src/detection/change.ts'
import { bursts } from '../../../../src/detection/detectors/bursts.ts'
import {
  autoregressive,
  HOURLY,
  hourly,
  normal,
  raised,
  random,
  watch,
} from '../../../support/detection/detection.ts'
import { alarmUp, saidBy, shownOf } from '../../../support/detection/shown.ts'
import { inForm } from '../../../support/long-form.ts'

const FROM = 700
const SEEDS = [...Array(inForm(1, 10)).keys()]

/** 900 hours of noise, to which `extra` is added. */
function noisy(seed: number, extra: (hour: number) => number, phi = 0): Verdict[] {
  const noise = autoregressive(random(seed), phi)
  return watch(
    HOURLY,
    hourly(900, hour => noise() + extra(hour)),
  ).verdicts
}

const during =
  (from: number, hours: number, size: number) =>
  (hour: number): number =>
    hour >= from && hour < from + hours ? size : 0

describe('bursts', () => {
  test('of one hour, ten standard deviations far, are raised in that hour, as a watch, and are over within a day', () => {
    for (const seed of SEEDS) {
      const verdicts = noisy(seed, during(FROM, 1, 10), 0.3)
      const [first] = raised(verdicts)
      assert.deepEqual(
        [first?.kind, first?.direction, first?.severity, first?.index],
        ['burst', 'up', 'watch', FROM],
      )
      assert.ok(verdicts.slice(FROM + 24, FROM + 100).every(({ status }) => status === 'quiet'))
    }
  })

  test('of three hours, six standard deviations far, are raised within them, either way', () => {
    for (const size of [6, -6]) {
      const found = SEEDS.map(seed => raised(noisy(seed, during(FROM, 3, size)))[0])
      const right = found.filter(
        alarm => alarm?.kind === 'burst' && alarm.direction === (size > 0 ? 'up' : 'down'),
      )
      assert.ok(right.length >= 0.8 * SEEDS.length, `${right.length}`)
    }
  })

  test('that repeat what the series did before are none', () => {
    const weekly = (hour: number): number => (hour % 100 === 17 ? 9 : 0)
    const found = SEEDS.flatMap(seed => raised(noisy(seed, weekly)).filter(({ kind }) => kind === 'burst'))
    assert.ok(found.length <= 1, `${found.length}`)
  })

  test('are none at an edge of the day that comes some minutes late, and are where a value goes beyond it', () => {
    const opened = (hour: number): number => (hour % 24 >= 8 && hour % 24 < 18 ? 20 : 0)
    const late = (size: number) => (hour: number) => opened(hour) - (hour === 704 ? size : 0)
    for (const seed of SEEDS) {
      const kinds = (size: number) => raised(noisy(seed, late(size))).map(({ kind }) => kind)
      assert.deepEqual(kinds(12), [])
      assert.deepEqual(kinds(34), ['burst'])
    }
  })

  test('are raised once where they come again and again', () => {
    const spikes = (hour: number): number => (hour >= 600 && hour % 60 === 0 ? 12 : 0)
    for (const seed of SEEDS.slice(0, 5)) {
      const found = raised(noisy(seed, spikes)).filter(({ kind }) => kind === 'burst')
      assert.deepEqual(
        found.map(({ index }) => index),
        [600],
      )
    }
  })

  test('are not looked for while a changed level stands, and are again once it is back', () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const alarms = raised(
        noisy(seed, hour => during(600, 100, 3)(hour) + during(650, 1, 12)(hour) + during(800, 1, 12)(hour)),
      )
      assert.deepEqual(
        alarms.filter(({ kind }) => kind === 'burst').map(({ index }) => index),
        [800],
      )
    }
  })

  test('are not seen in where a series lies after days of silence', () => {
    const found = SEEDS.flatMap(seed => {
      const noise = autoregressive(random(seed), 0)
      const silent = (hour: number): boolean => hour >= FROM && hour < FROM + 72
      const points = hourly(900, hour => noise() + during(FROM, 84, 4)(hour))
      return raised(
        watch(
          HOURLY,
          points.filter((_, hour) => !silent(hour)),
        ).verdicts,
      )
    })
    assert.deepEqual(
      found.filter(({ kind, index }) => kind === 'burst' && index > FROM - 1 && index < FROM + 2),
      [],
    )
  })

  test('that last are taken over by the level', () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const verdicts = noisy(seed, during(FROM, 200, 12))
      assert.equal(raised(verdicts)[0]?.kind, 'burst')
      const last = verdicts[FROM + 48]
      assert.ok(last?.status === 'alarm' && last.alarm.kind === 'level' && last.alarm.severity === 'page')
    }
  })

  test('are worth a page once six hours went half as far', () => {
    const gauss = normal(random(3))
    const values = Array.from({ length: 345 }, (_, hour) => ({
      at: hour * HOUR,
      value: gauss() + (hour >= 336 ? 15 : 0),
      n: 1,
    }))
    const shown = shownOf(values, HOURLY)
    const begun = bursts.init(shown.baseline)
    assert.ok(begun !== null && shown.seen[0] !== undefined)
    let [state, evidence] = bursts.step(begun, shown.seen[0], null)
    assert.ok(evidence !== null && !evidence.pages)
    const pages = shown.seen.slice(1).map(seen => {
      ;[state, evidence] = bursts.step(state, seen, alarmUp('burst'))
      return evidence?.pages
    })
    assert.deepEqual(pages, [false, false, false, false, true, true, true, true])
  })

  test('are not looked for in rows of few values, in shares and counts, and in days', () => {
    const stream = randomStream(5)
    const few = Array.from({ length: 400 }, (_, hour) => ({
      at: hour * HOUR,
      value: stream.chance(0.1) ? 1 : 0,
      n: 1,
    }))
    assert.throws(() => saidBy(bursts, shownOf(few, HOURLY)), /nothing to say/)
    const days = few.map(({ at }) => ({ at: 24 * at, value: stream.normal(), n: 1 }))
    assert.throws(() => saidBy(bursts, shownOf(days, { ...HOURLY, bucket: 24 * HOUR })), /nothing to say/)
  })
})
