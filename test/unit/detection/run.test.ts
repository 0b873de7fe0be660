// A series gone through in one run is the same as one gone through point by point, whatever happens in it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Detector } from '../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { brokenDetectors, createMonitor } from '../../../src/detection/monitor.ts'
import type { Family } from '../../../src/indicators/indicator.ts'
import type { Point } from '../../../src/series/series.ts'
import {
  autoregressive,
  HOURLY,
  hourly,
  monitor,
  point,
  poisson,
  random,
} from '../../support/detection/detection.ts'
import { families, stormy, throughJson } from '../../support/detection/stormy.ts'
import { inForm } from '../../support/long-form.ts'

interface Case {
  name: string
  options: MonitorOptions
  points: readonly Point[]
}

const POINTS = inForm(1100, 3000)

/** A step that ends, hours of one value, a wider spread, a slope, single values far out, and buckets without a number. */
function eventful(family: Family, bucket: number, seed: number, extra: Partial<MonitorOptions> = {}): Case {
  const uniform = random(seed)
  const noise = autoregressive(uniform, 0.4)
  const daily = (index: number): number => Math.sin((2 * Math.PI * index * Math.max(bucket, HOUR)) / DAY)
  const perHour = Math.max(1, HOUR / bucket)
  const raw = (index: number): number => {
    const wide = index >= 900 && index < 960 ? 3 : 1
    const step = index >= 420 && index < 520 ? 2.5 : 0
    const spike = index % 173 === 0 ? 14 : 0
    return wide * noise() + step + spike + 2 * daily(index) + Math.max(0, index - 800) / 200
  }
  const points = Array.from({ length: perHour * POINTS }, (_, place) => {
    const index = Math.floor(place / perHour)
    if (index >= 640 && index < 680) return point(place * bucket, null)
    const value = index >= 600 && index < 630 ? 1 : raw(index)
    const of = {
      real: value,
      positive: Math.exp(value),
      count: poisson(uniform, Math.exp(1 + value / 3)),
      proportion: Math.min(20, poisson(uniform, 3 * Math.exp(value / 4))) / 20,
    }[family]
    return point(place * bucket, place % 311 === 0 ? Number.NaN : of, 20)
  })
  const options = { bucket, family, goodDirection: null, limit: null, ...extra }
  return { name: `${family}, ${bucket / HOUR} h, ${JSON.stringify(extra)}`, options, points }
}

const CASES: readonly Case[] = [
  ...families.flatMap((family, seed) => [
    eventful(family, HOUR, 300 + seed),
    { ...eventful(family, HOUR, 0), points: stormy(310 + seed, family, HOUR), name: `stormy ${family}` },
  ]),
  eventful('positive', DAY, 320),
  eventful('real', HOUR / 4, 321),
  eventful('real', HOUR, 322, { zone: 'Europe/Berlin', calendar: 'DE-BE' }),
]

/** What each point came to: verdicts, and states at every so many points. */
interface Course {
  verdicts: Verdict[]
  states: string[]
}

const EVERY = 37

interface Steps {
  observe(point: Point): Verdict
  elapse(now: number): Verdict
  accept(points: readonly Point[]): void
  state(): MonitorState
}

/** Late points, silence by the clock and acceptances are among what happens. */
function course({ options, points }: Case, steps: Steps): Course {
  const verdicts: Verdict[] = []
  const states: string[] = []
  const done: Point[] = []
  let stood = 0
  for (const [index, each] of points.entries()) {
    done.push(each)
    verdicts.push(steps.observe(each))
    if (index % 97 === 0) verdicts.push(steps.observe({ ...each, at: each.at - 3 * options.bucket }))
    if (index % 41 === 0 || each.value === null) verdicts.push(steps.elapse(each.at + options.bucket))
    stood = verdicts.at(-1)?.status === 'alarm' ? stood + 1 : 0
    if (stood === 60) steps.accept(done)
    if (index % EVERY === 0 || index === points.length - 1) states.push(JSON.stringify(steps.state()))
  }
  return { verdicts, states }
}

function pointByPoint(each: Case): Course {
  let state = monitor.start(each.options)
  let verdict: Verdict
  return course(each, {
    observe(one) {
      ;[state, verdict] = monitor.observe(state, one)
      return verdict
    },
    elapse(now) {
      ;[state, verdict] = monitor.elapse(state, now)
      return verdict
    },
    accept(done) {
      state = monitor.accept(state, done)
    },
    state: () => state,
  })
}

/** @param resumes whether it is left at each state that is asked for, and gone on with from what was written down of it */
function inRuns(each: Case, resumes: boolean): Course {
  let run = monitor.resume(monitor.start(each.options))
  return course(each, {
    observe: one => run.observe(one),
    elapse: now => run.elapse(now),
    accept: done => run.accept(done),
    state() {
      const { state } = run
      if (resumes) run = monitor.resume(throughJson(state))
      return state
    },
  })
}

describe('a run', () => {
  for (const each of CASES) {
    test(`comes to the very states and verdicts of single points: ${each.name}`, () => {
      const single = pointByPoint(each)
      assert.ok(single.verdicts.some(({ status }) => status === 'alarm'))
      for (const resumes of [false, true]) {
        const { verdicts, states } = inRuns(each, resumes)
        assert.deepEqual(states, single.states)
        assert.deepEqual(verdicts, single.verdicts)
      }
    })

    test(`writes neither to the state that it began with nor to one that was taken from it: ${each.name}`, () => {
      const kept: Array<readonly [MonitorState, string]> = []
      const keep = (state: MonitorState): void => {
        kept.push([state, JSON.stringify(state)])
      }
      let begun = monitor.start(each.options)
      keep(begun)
      let run = monitor.resume(begun)
      for (const [index, one] of each.points.entries()) {
        run.observe(one)
        if (index % 61 !== 0) continue
        keep(run.state)
        if (index % 2 === 0) continue
        begun = run.state
        run = monitor.resume(begun)
      }
      for (const [state, text] of kept) assert.equal(JSON.stringify(state), text)
    })
  }

  test('refuses a state of another version, as a single point does', () => {
    const [first] = CASES
    assert.ok(first !== undefined)
    assert.throws(() => monitor.resume({ ...monitor.start(first.options), version: 0 }), /rebuild it/)
  })

  test('that nothing has happened in is where it began', () => {
    const state = monitor.start({ bucket: HOUR, family: 'real', goodDirection: null, limit: null })
    const run = monitor.resume(state)
    assert.equal(run.state, state)
    run.elapse(HOUR)
    assert.equal(run.state, state)
  })

  test('leaves out a detector that fails where it advances in place, and goes on', () => {
    const failing: ReadonlyArray<readonly [Partial<Detector>, RegExp]> = [
      [{ advance: outOfOrder }, /^out of cheese$/],
      [{ advance: () => undefined as never }, /undefined|no number/],
      [{ advance: () => ({ log: Number.NaN, pages: true, kind: 'level', direction: 'up' }) }, /no number/],
      [{ advance: state => Object.assign(state, { self: state }) && null }, /no plain JSON/],
    ]
    const toy: Detector = {
      name: 'toy',
      kinds: ['level'],
      pausedBy: [],
      init: () => ({ count: 0 }),
      step: state => [{ ...state }, null],
      restart: state => state,
    }
    const noise = autoregressive(random(3), 0)
    const points = hourly(500, hour => noise() + (hour > 450 ? 3 : 0))
    const sound = DETECTORS.find(({ name }) => name === 'level') as Detector
    for (const [fault, reason] of failing) {
      const own = createMonitor({ describe: outOfOrder, detectors: [{ ...toy, ...fault }, sound] })
      const run = own.resume(own.start(HOURLY))
      const verdicts = points.map(one => run.observe(one))
      assert.equal(verdicts.at(-1)?.status, 'alarm')
      assert.match(brokenDetectors(run.state).toy ?? '', reason)
    }
  })
})

function outOfOrder(): never {
  throw new Error('out of cheese')
}
