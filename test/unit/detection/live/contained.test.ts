// One that breaks is left out and named, whichever it is; it stops no other. Each detector of the registry is broken in turn.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { NoTimeLeft, type Watchdog } from '../../../../src/core/watchdog.ts'
import type { Alarm, Monitor, MonitorState, Verdict } from '../../../../src/detection/change.ts'
import type { Detector } from '../../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { contain, leaveOut } from '../../../../src/detection/live/contained.ts'
import { brokenDetectors, createMonitor } from '../../../../src/detection/monitor.ts'
import type { Point } from '../../../../src/series/series.ts'
import { normal, point, random } from '../../../support/detection/detection.ts'
import { casesFor, inForm } from '../../../support/long-form.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const gauss = normal(random(3))
/** Calm for eighteen days, then three standard deviations higher. */
const POINTS = Array.from({ length: 500 }, (_, hour) => point(hour * HOUR, gauss() + (hour > 450 ? 3 : 0)))
const CALM = 440 * HOUR
const describeNothing = (): never => assert.fail('nothing is described')

function outOfOrder(): never {
  throw new Error('out of cheese')
}

const FAULTS: ReadonlyArray<readonly [string, Partial<Detector>, RegExp]> = [
  ['throws', { step: outOfOrder }, /^out of cheese$/],
  ['throws at its beginning', { init: outOfOrder }, /^out of cheese$/],
  ['begins with what is no state', { init: () => 7 as never }, /no state/],
  ['returns nothing', { step: () => undefined as never }, /no state/],
  ['returns no state', { step: () => [null as never, null] }, /no state/],
  ['returns evidence that is no number', { step: state => [state, nonsense(Number.NaN)] }, /no number/],
  [
    'returns evidence beyond all numbers',
    { step: state => [state, nonsense(Number.POSITIVE_INFINITY)] },
    /no number/,
  ],
  [
    'speaks of no kind',
    { step: state => [state, { ...nonsense(3), kind: 'constructor' as never }] },
    /constructor/,
  ],
  [
    'goes nowhere',
    { step: state => [state, { ...nonsense(3), direction: 'sideways' as never }] },
    /sideways/,
  ],
  [
    'would rather say nothing',
    { step: state => [state, { ...nonsense(3), rather: 'x' as never }] },
    /speaks of x/,
  ],
  [
    'does not say whether it pages',
    { step: state => [state, { ...nonsense(3), pages: 1 as never }] },
    /worth a page/,
  ],
  ['keeps what refers to itself', { step: () => [cyclic(), null] }, /no plain JSON/],
  ['keeps big integers', { step: () => [{ count: 5n }, null] }, /no plain JSON/],
  ['promises a state', { step: () => [Promise.resolve({}), null] }, /no plain JSON/],
  ['keeps too much', { step: () => [{ all: Array(10_000_000).fill(0) }, null] }, /more than 8192 bytes/],
  ['begins with too much', { init: () => ({ text: 'x'.repeat(9000) }) }, /more than 8192 bytes/],
  ['returns evidence without a number', { step: state => [state, nonsense('much' as never)] }, /no number/],
]

const ENDLESS: ReadonlyArray<readonly [string, (endless: () => never) => Partial<Detector>]> = [
  ['never returns', endless => ({ step: endless })],
  ['never returns from its beginning', endless => ({ init: endless })],
]

function cyclic(): object {
  const state: { self?: object } = {}
  state.self = state
  return state
}

function nonsense(log: number) {
  return { log, pages: true, kind: 'level', direction: 'up' } as const
}

/** What the monitor makes of the points, watched as the pipeline watches it. */
function follow(
  detectors: readonly Detector[],
  points: readonly Point[] = POINTS,
  watchdog = watchdogOf(),
): Ended {
  const own = createMonitor({ describe: describeNothing, detectors, watch: watchdog })
  let state = own.start({ bucket: HOUR, family: 'real', goodDirection: null, limit: null })
  let verdict: Verdict | null = null
  let calm: Verdict | null = null
  for (let next = 0; next < points.length; ) {
    const rest = points.slice(next, next + 25)
    const steps = watchdog.each(
      rest,
      each => {
        ;[state, verdict] = own.observe(state, each)
        if (each.at < CALM) calm = verdict
        return null
      },
      0.05,
    )
    next += steps.length
  }
  return { own, state, verdict, calm }
}

interface Ended {
  own: Monitor
  state: MonitorState
  verdict: Verdict | null
  /** That before anything happened. */
  calm: Verdict | null
}

/** Made by the first test that asks for it. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The detectors that have something to say of the series of this test. */
const asked = once((): ReadonlySet<string> => {
  const stepped = new Set<string>()
  const counting = DETECTORS.map(
    (detector): Detector => ({
      ...detector,
      step: (state, seen, own) => {
        stepped.add(detector.name)
        return detector.step(state, seen, own)
      },
    }),
  )
  follow(counting)
  return stepped
})

for (const [place, detector] of DETECTORS.entries()) {
  const instead = (fault: Partial<Detector>): readonly Detector[] =>
    DETECTORS.map(one => (one === detector ? { ...detector, ...fault } : one))
  describe(`the ${detector.name} detector`, () => {
    const silent = once(() => follow(instead({ init: () => null })).verdict)
    const isLeftOut = (fault: Partial<Detector>, reason: RegExp, watchdog?: Watchdog): void => {
      const { state, verdict, calm } = follow(instead(fault), POINTS, watchdog)
      assert.deepEqual(alarmIn(verdict), alarmIn(silent()))
      const broken = brokenDetectors(state)
      // One that has nothing to say of such a series is not asked again after its beginning.
      const isAsked = fault.init !== undefined || asked().has(detector.name)
      assert.deepEqual(Object.keys(broken), isAsked ? [detector.name] : [])
      if (isAsked) assert.match(broken[detector.name] ?? '', reason)
      assert.ok(calm?.status === 'quiet')
      assert.equal(calm.coverageGaps.includes(`broken:${detector.name}`), isAsked)
    }
    for (const [what, fault, reason] of casesFor(FAULTS, place, 2)) {
      test(`is left out and named where it ${what}, and the others find what they find without it`, () =>
        isLeftOut(fault, reason))
    }
    // One that never returns takes all of the patience: the short form asks two detectors for it.
    for (const [what, endlessly] of place < inForm(2, DETECTORS.length) ? ENDLESS : []) {
      test(`is left out and named where it ${what}, and the others find what they find without it`, () => {
        const { watchdog, forever } = loadProof(0.1)
        isLeftOut(endlessly(forever), /^it did not return within 0.1 s$/, watchdog)
      })
    }
  })
}

function alarmIn(verdict: Verdict | null): Alarm | null {
  return verdict?.status === 'alarm' ? verdict.alarm : null
}

describe('a detector that breaks elsewhere than at a point', () => {
  const sound = DETECTORS.find(({ name }) => name === 'level') as Detector
  const toy: Detector = {
    name: 'toy',
    kinds: ['level'],
    pausedBy: [],
    init: () => ({ count: 0 }),
    step: state => [state, null],
    restart: state => state,
  }

  test('is left out where another alarm restarts it, and the alarm stands', () => {
    const { state, verdict } = follow([sound, { ...toy, restart: outOfOrder }])
    assert.equal(verdict?.status, 'alarm')
    assert.deepEqual(brokenDetectors(state), { toy: 'out of cheese' })
  })

  test('is left out where silence is counted', () => {
    const { own, state } = follow([sound, { ...toy, wait: outOfOrder }])
    const [silent] = own.elapse(state, 600 * HOUR)
    assert.deepEqual(brokenDetectors(silent), { toy: 'out of cheese' })
  })

  test('is left out where somebody accepts the present level', () => {
    const { own, state } = follow([sound, { ...toy, moved: () => null as never }])
    const accepted = own.accept(state, POINTS)
    assert.deepEqual(brokenDetectors(accepted), { toy: 'it returned no state' })
    assert.equal(own.observe(accepted, point(500 * HOUR, 3))[1].status, 'quiet')
  })

  /** Says the truth when it is looked at first, and throws when it is read again. */
  function fickle<T extends object>(evidence: T): T {
    let reads = 0
    return new Proxy(evidence, {
      get: (target, name) => (name === 'log' && reads++ > 0 ? outOfOrder() : Reflect.get(target, name)),
    })
  }

  test('does no harm where its evidence can be read but once', () => {
    const step: Detector['step'] = state => [state, fickle(nonsense(1))]
    const { state, verdict } = follow([sound, { ...toy, step }])
    assert.equal(verdict?.status, 'alarm')
    assert.deepEqual(brokenDetectors(state), {})
  })

  test('is left out where it says since no moment', () => {
    for (const since of [Number.NaN, Number.POSITIVE_INFINITY, '2026']) {
      const step: Detector['step'] = state => [state, { ...nonsense(1), since: since as number }]
      const { state, verdict } = follow([sound, { ...toy, step }])
      assert.equal(verdict?.status, 'alarm')
      assert.deepEqual(brokenDetectors(state), { toy: `it accounts for what was since ${since}` })
    }
  })

  test('loses the alarm that stood on its word', () => {
    let steps = 0
    const step: Detector['step'] = state => {
      steps += 1
      return steps < 20 ? [state, nonsense(30)] : outOfOrder()
    }
    const { verdict, state } = follow([{ ...toy, step }], POINTS.slice(0, 440))
    assert.equal(verdict?.status, 'quiet')
    assert.deepEqual(brokenDetectors(state), { toy: 'out of cheese' })
  })
})

describe('containing', () => {
  test('keeps the optional parts of a detector, and adds none', () => {
    for (const detector of DETECTORS) {
      const [contained] = contain([detector]).detectors
      for (const name of ['moved', 'relearn', 'adopt', 'wait'] as const) {
        assert.equal(
          contained?.[name] === undefined,
          detector[name] === undefined,
          `${detector.name}.${name}`,
        )
      }
    }
  })

  test('says each fault once, in at most 200 characters', () => {
    const [level] = DETECTORS
    assert.ok(level)
    const restart = (): never => {
      throw new Error('x'.repeat(300))
    }
    const { detectors, takeFaults } = contain([{ ...level, restart }])
    const state = {}
    assert.equal(detectors[0]?.restart(state, true), state)
    assert.deepEqual(takeFaults(), { [level.name]: 'x'.repeat(200) })
    assert.equal(takeFaults(), null)
  })

  test('takes it for no fault where no part has time left: what was to be made is not made', () => {
    const [level] = DETECTORS
    assert.ok(level)
    const begin = (): never => {
      throw new NoTimeLeft('slowburn ends')
    }
    const { detectors, takeFaults } = contain([level], { begin, end: () => {} })
    assert.throws(() => detectors[0]?.restart({}, true), NoTimeLeft)
    assert.throws(() => detectors[0]?.step({}, {} as never, {} as never), NoTimeLeft)
    assert.equal(takeFaults(), null)
  })

  test('leaves out of a state only those that failed', () => {
    const { own, state } = follow(DETECTORS)
    assert.ok(own.reads(state))
    const live = state.live as Parameters<typeof leaveOut>[0]
    const first = live.parts.findIndex(part => part !== null)
    const name = DETECTORS[first]?.name ?? ''
    const next = leaveOut(live, DETECTORS, { [name]: 'gone' })
    assert.deepEqual(next.broken, { [name]: 'gone' })
    assert.deepEqual(
      next.parts.map((part, place) => (place === first ? null : part)),
      next.parts,
    )
    assert.deepEqual(
      next.parts.filter((_, place) => place !== first),
      live.parts.filter((_, place) => place !== first),
    )
  })
})
