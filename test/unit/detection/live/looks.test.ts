import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { WhitenedModel } from '../../../../src/detection/baseline/whitened.ts'
import type { MonitorState } from '../../../../src/detection/change.ts'
import type { LiveState } from '../../../../src/detection/live/state.ts'
import {
  autoregressive,
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
} from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

const RUNS = inForm(24, 150)

function liveOf(state: MonitorState): LiveState {
  return (state as unknown as { live: LiveState }).live
}

function modelOf(state: MonitorState): WhitenedModel {
  return liveOf(state).model as WhitenedModel
}

/** The same with evidence for a shift of the level that is neither little nor a watch. */
function uneasy(state: MonitorState): MonitorState {
  const live = liveOf(state)
  const place = live.parts.findIndex(part => part !== null && 'rows' in part)
  const part = live.parts[place] as { rows: { rows: readonly number[] } }
  const rows = { ...part.rows, rows: part.rows.rows.map(() => Math.exp(7) * 1e4) }
  return { ...state, live: { ...live, parts: live.parts.with(place, { ...part, rows }) } } as MonitorState
}

const AFTER = [400, 700, 1000] as const

/** What was learned of each of RUNS series of AR(.5) after so many hours. */
function learnedAfter(): Readonly<Record<(typeof AFTER)[number], readonly WhitenedModel[]>> {
  const learned: Record<(typeof AFTER)[number], WhitenedModel[]> = { 400: [], 700: [], 1000: [] }
  for (let seed = 0; seed < RUNS; seed++) {
    const points = hourly(AFTER[2], autoregressive(random(seed), 0.5))
    let state = monitor.start(HOURLY)
    for (const [index, each] of points.entries()) {
      ;[state] = monitor.observe(state, each)
      for (const hours of AFTER) if (index + 1 === hours) learned[hours].push(modelOf(state))
    }
  }
  return learned
}

describe('later looks at the baseline', () => {
  const models = learnedAfter()

  test('go on after an alarm of hours, so that what comes every week is raised once', () => {
    for (let seed = 0; seed < inForm(1, 4); seed += 1) {
      const noise = autoregressive(random(810 + seed), 0.4)
      const fridays = (hour: number): boolean => hour % 168 >= 110 && hour % 168 < 115
      const { verdicts } = watch(
        HOURLY,
        hourly(24 * 70, hour => 0.5 * noise() - (fridays(hour) ? 12 : 0)),
      )
      const found = raised(verdicts)
      assert.ok(found.filter(({ index }) => index >= 24 * 21).length === 0, spoke(found))
    }
  })

  test('come at two and at four weeks of a quiet series, and not after', () => {
    const noise = normal(random(4))
    const values = Array.from({ length: 1500 }, noise)
    const count = (hours: number) =>
      modelOf(
        watch(
          HOURLY,
          hourly(hours, k => values[k] ?? 0),
        ).state,
      ).count
    assert.deepEqual([300, 336, 671, 672, 1500].map(count), [168, 336, 336, 672, 672])
  })

  test('do not wait for ever for a series to be what its first week was', () => {
    const noise = normal(random(5))
    let [state] = [monitor.start(HOURLY)]
    const counts: number[] = []
    for (let hour = 1; hour <= 510; hour += 1) {
      ;[state] = monitor.observe(state, point((hour - 1) * HOUR, noise()))
      if (hour >= 168) state = uneasy(state)
      if (hour % 24 === 0 || hour === 503) counts.push(hour < 168 ? 0 : modelOf(state).count)
    }
    assert.deepEqual([...new Set(counts)], [0, 168, 504])
  })

  test('are given up where a series is not calm for eight weeks, and nothing more is kept for them', () => {
    const noise = normal(random(6))
    let [state] = [monitor.start(HOURLY)]
    for (let hour = 1; hour <= 1344; hour += 1) {
      ;[state] = monitor.observe(state, point((hour - 1) * HOUR, noise()))
      if (hour >= 600) state = uneasy(state)
      if (hour === 1343) assert.notEqual(liveOf(state).history, null)
    }
    assert.equal(liveOf(state).history, null)
    assert.equal(modelOf(state).count, 336)
  })

  test('halves the variance of what is known of the level', () => {
    const error = (of: readonly WhitenedModel[]): number =>
      Math.sqrt(of.reduce((sum, { center }) => sum + (center * center) / RUNS, 0))
    const [early, late] = [error(models[400]), error(models[1000])]
    assert.ok(Math.abs(late / early - Math.SQRT1_2) < 0.12, `${early} to ${late}`)
  })

  test('makes the whitening less cautious, and not bolder than the truth', () => {
    const used = (of: readonly WhitenedModel[]): number =>
      of.reduce((sum, { noise }) => sum + (noise.phi[0] ?? 0) / RUNS, 0)
    const [early, late] = [used(models[400]), used(models[700])]
    assert.ok(late < early - 0.008 && late > inForm(0.49, 0.5), `${early} to ${late}`)
  })

  test('gives nearly what a baseline of twice the length would have learned', () => {
    const noise = autoregressive(random(9), 0.5)
    const values = Array.from({ length: 672 }, noise)
    const { state } = watch(
      HOURLY,
      hourly(672, k => values[k] ?? 0),
    )
    const { center, sigma, noise: learned } = modelOf(state)
    const [phi = 0] = learned.phi
    const mean = values.reduce((sum, value) => sum + value, 0) / 672
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 671)
    assert.ok(Math.abs(center - mean) < 0.01 && Math.abs(sigma - spread) < 0.02)
    const left = values.slice(1).map((value, k) => value - mean - phi * ((values[k] ?? 0) - mean))
    const rest = Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / left.length)
    const caution = Math.sqrt(1 + Math.log(24_000) / 672)
    assert.ok(Math.abs(((learned.spread[0] ?? 0) * sigma) / (rest * caution) - 1) < 0.01)
  })

  test('is never taken at what has stood as an alarm, nor while a change is in the making', () => {
    const noise = normal(random(3))
    const stepped = watch(
      HOURLY,
      hourly(1500, k => noise() + (k > 450 && k < 500 ? 3 : 0)),
    )
    assert.ok(stepped.verdicts.some(({ status }) => status === 'alarm'))
    assert.equal(modelOf(stepped.state).count, 336)
    let making = 0
    const runs = inForm(5, 150)
    for (let seed = 0; seed < runs; seed++) {
      const draw = normal(random(seed))
      const { state, verdicts } = watch(
        HOURLY,
        hourly(672, k => draw() + (k >= 655 ? 1.2 : 0)),
      )
      if (verdicts.some(({ status }) => status === 'alarm')) continue
      if (modelOf(state).count === 336) making++
    }
    assert.ok(making > runs / 4, `${making}`)
  })

  test('hides no slow decline: a tenth of a sigma a month from the first point on is told as soon', () => {
    const days = Array.from({ length: inForm(2, 40) }, (_, seed) => {
      const noise = normal(random(seed))
      const { verdicts } = watch(
        HOURLY,
        hourly(150 * 24, k => noise() + (k * 0.1) / 720),
      )
      return verdicts.findIndex(({ status }) => status === 'alarm') / 24
    })
    assert.ok(days.every(day => day > 0))
    const mean = days.reduce((sum, day) => sum + day, 0) / days.length
    assert.ok(mean < 85, `${mean}`)
  })

  test('is not taken of counts', () => {
    const uniform = random(5)
    const counts = watch(
      { ...HOURLY, family: 'count' },
      hourly(1000, () => poisson(uniform, 3)),
    )
    assert.equal(liveOf(counts.state).history, null)
  })

  test('is given up when a human moves the baseline a little', () => {
    const noise = normal(random(7))
    const points = hourly(400, k => noise() + (k >= 380 ? 6 : 0))
    const { state } = watch(HOURLY, points)
    assert.equal(liveOf(monitor.accept(state, points)).history, null)
  })
})

describe('a change within the baseline', () => {
  test('of days is told within weeks of it, from so few points that nothing is yet normal', () => {
    const count = inForm(4, 40)
    const days = [...Array(count).keys()].map(seed => {
      const noise = normal(random(seed))
      const points = Array.from({ length: 57 }, (_, day) =>
        point(day * DAY, 250 * Math.exp(0.1 * noise() + (day >= 14 ? Math.log(1.4) : 0))),
      )
      return raised(watch({ ...HOURLY, bucket: DAY, family: 'positive' }, points).verdicts)[0]?.index ?? 99
    })
    const told = days.filter(day => day < 57)
    assert.ok(told.length >= 0.95 * count && told.every(day => day >= 14), `${days}`)
    assert.ok((told.toSorted((a, b) => a - b)[count / 2] ?? 99) - 14 <= 16)
  })

  test('of hours is told when warming ends, and what came before it stays the reference', () => {
    const noise = autoregressive(random(77), 0.3)
    const { verdicts, state } = watch(
      HOURLY,
      hourly(400, hour => noise() + (hour >= 240 ? 2 : 0)),
    )
    const [first] = raised(verdicts)
    assert.equal(first?.kind, 'level')
    assert.ok((first?.index ?? 999) <= 336)
    assert.ok(Math.abs(modelOf(state).center) < 0.4)
    assert.equal(verdicts.at(-1)?.status, 'alarm')
  })
  test('makes the series be learned anew once it has come back: what was cut short is no reference', () => {
    const noise = autoregressive(random(77), 0.3)
    const { verdicts } = watch(
      HOURLY,
      hourly(900, hour => noise() + (hour >= 240 && hour < 500 ? 2 : 0)),
    )
    assert.equal(raised(verdicts).length, 1)
    const back = verdicts.findIndex(({ status }, hour) => hour > 500 && status !== 'alarm')
    assert.ok(back < 560, `${back}`)
    assert.equal(verdicts[back]?.status, 'warming')
    assert.ok(verdicts.slice(back + 168).every(({ status }) => status === 'quiet'))
  })

  test('is not taken back by another in the other direction, which is raised within hours', () => {
    const noise = autoregressive(random(77), 0.3)
    const { verdicts } = watch(
      HOURLY,
      hourly(540, hour => noise() + (hour < 240 ? 0 : hour < 500 ? 2 : -30)),
    )
    const after = verdicts.slice(500)
    assert.ok(after.every(({ status }) => status !== 'warming'))
    assert.ok(after.slice(0, 8).some(each => each.status === 'alarm' && each.alarm.direction === 'down'))
  })
})
