import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { type Baseline, shiftModel } from '../../../src/detection/baseline/baseline.ts'
import {
  type Detector,
  type Evidence,
  type Seen,
  STATE_LIMIT,
} from '../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { watchThreshold } from '../../../src/detection/evidence/levels.ts'
import { KIND_NAMES } from '../../../src/detection/kinds/kinds.ts'
import type { Family } from '../../../src/indicators/indicator.ts'
import { normal, poisson, random } from '../../support/detection/detection.ts'
import { eventfulOf, trialFile } from '../../support/detection/eventful.ts'
import { shownOf } from '../../support/detection/shown.ts'
import { holdsOnlyNumbers, stormy, throughJson } from '../../support/detection/stormy.ts'
import { inForm } from '../../support/long-form.ts'

/** Every page on detectors, by the name of its file. */
const PAGES = new Map(
  readdirSync('docs/reference/detectors').map(name => [
    name,
    readFileSync(`docs/reference/detectors/${name}`, 'utf8'),
  ]),
)

const bucketsOf: Readonly<Record<Family, number>> = {
  positive: HOUR,
  real: HOUR,
  proportion: HOUR,
  count: DAY,
}

/** Points of a family read against a baseline of that family. */
function shown(family: Family, seed: number): { baseline: Baseline; seen: Seen[] } {
  const bucket = bucketsOf[family]
  const values = stormy(seed, family, bucket).flatMap(({ at, value, n }) =>
    value === null ? [] : [{ at, value, n }],
  )
  return shownOf(values, { bucket, family, goodDirection: null, limit: null })
}

const SHOWN = (['positive', 'real', 'proportion', 'count'] as const).map((family, seed) =>
  shown(family, seed),
)

/** Buckets of each quiet series, and how many alarms a detector may raise over all of them: chance gives hardly one. */
const QUIET = 1500
const MOST_FALSE = 2

/** Independent noise of a family about one level: nothing ever happens. */
function quiet(family: Family, seed: number): { baseline: Baseline; seen: Seen[] } {
  const bucket = bucketsOf[family]
  const uniform = random(seed)
  const noise = normal(uniform)
  const n = 40
  const draw: Readonly<Record<Family, () => number>> = {
    real: noise,
    positive: () => Math.exp(3 + 0.3 * noise()),
    count: () => poisson(uniform, 20),
    proportion: () => Array.from({ length: n }, uniform).filter(u => u < 0.2).length / n,
  }
  const values = Array.from({ length: 336 + QUIET }, (_, i) => ({ at: i * bucket, value: draw[family](), n }))
  return shownOf(values, { bucket, family, goodDirection: null, limit: null })
}

const CALM = (['positive', 'real', 'proportion', 'count'] as const).map((family, seed) =>
  quiet(family, 71 + seed),
)

/** Where something happens: what detectors bring. */
const EVENTFUL = (await Promise.all(DETECTORS.map(({ name }) => eventfulOf(name))))
  .flat()
  .map(({ values, options }) => shownOf(values, options))

/** Bytes as JSON of what a detector keeps at most. */
function bytesOf(detector: Detector, baseline: Baseline, seen: readonly Seen[]): number {
  let state = detector.init(baseline)
  let most = 0
  for (const each of seen) {
    if (state === null) return 0
    most = Math.max(most, JSON.stringify(state).length)
    state = detector.step(state, each, null)[0]
  }
  return most
}

for (const detector of DETECTORS) conforms(detector)

function conforms(detector: Detector): void {
  const alarm = {
    at: 0,
    severity: 'watch',
    kind: detector.kinds[0] ?? 'level',
    direction: 'up',
    evidence: 11,
  } as const
  const begin = (baseline: Baseline): object | null =>
    detector.init(baseline) ??
    detector.moved?.(null, baseline.model, shiftModel(baseline.model, 0.5), null) ??
    null
  const run = (from: object, over: readonly Seen[]): object =>
    over.reduce((state, seen) => detector.step(state, seen, null)[0], from)

  describe(`the ${detector.name} detector`, () => {
    const rows = SHOWN.flatMap(({ baseline, seen }) => {
      const state = begin(baseline)
      return state === null ? [] : [{ baseline, seen, state }]
    })

    test('watches some family, raises kinds that there are, and has a name of its own', () => {
      assert.ok(rows.length > 0)
      assert.ok(detector.kinds.length > 0 && detector.kinds.every(kind => KIND_NAMES.includes(kind)))
      assert.equal(DETECTORS.filter(({ name }) => name === detector.name).length, 1)
    })

    test('goes on after a restart as if there had been none', () => {
      fc.assert(
        fc.property(fc.constantFrom(...rows), fc.nat(120), ({ seen, state }, cut) => {
          const straight = run(state, seen)
          const resumed = run(throughJson(run(throughJson(state), seen.slice(0, cut))), seen.slice(cut))
          assert.equal(JSON.stringify(resumed), JSON.stringify(straight))
        }),
        { numRuns: inForm(4, 20) },
      )
    })

    test('changes neither its state nor what it is shown', () => {
      for (const { seen, state: first } of rows) {
        let state = first
        for (const each of seen) {
          const kept = JSON.stringify({ state, each })
          const [next] = detector.step(state, each, null)
          assert.equal(JSON.stringify({ state, each }), kept)
          state = next
        }
        const kept = JSON.stringify(state)
        detector.restart(state, true)
        assert.equal(JSON.stringify(state), kept)
      }
    })

    test('advances in place to where it steps, and writes to nothing that it is shown', () => {
      for (const { seen, state } of rows)
        for (const own of [null, alarm]) {
          const [held] = detector.step(state, seen[0] as Seen, own)
          let [stepped] = detector.step(state, seen[0] as Seen, own)
          for (const each of seen.slice(1)) {
            const kept = JSON.stringify({ each, stepped })
            const [next, evidence] = detector.step(stepped, each, own)
            if (detector.advance === undefined) return
            assert.deepEqual(detector.advance(held, each, own), evidence)
            assert.equal(JSON.stringify(held), JSON.stringify(next))
            assert.equal(JSON.stringify({ each, stepped }), kept)
            stepped = next
          }
        }
    })

    test('tells the others of evidence for a shift as it was before the point, if it gathers any', () => {
      const shifting = detector.shifting?.bind(detector)
      if (shifting === undefined) return
      for (const { seen, state: first } of rows) {
        let state = first
        for (const each of seen) {
          let told = Number.NaN
          const tell = (evidence: number): void => {
            told = evidence
          }
          const rowsOf = each.model.type === 'rate' ? null : each.model.rows
          const [, before] = shifting(state, rowsOf)
          ;[state] = detector.step(state, { ...each, tell }, null)
          assert.equal(Math.log(told), before)
        }
      }
    })

    test('says finite things of its own kinds, however long it is shown the same, and while its alarm stands', () => {
      for (const { seen, state: first } of rows) {
        for (const own of [null, alarm]) {
          let state = first
          const last = seen.at(-1) as Seen
          for (let count = 0; count < 400; count += 1) {
            const [next, evidence] = detector.step(state, { ...last, at: last.at + count * HOUR }, own)
            state = next
            if (evidence === null) continue
            const spoken = `${detector.name} said ${evidence.kind} with evidence ${evidence.log} at ${new Date(last.at + count * HOUR).toISOString()}`
            assert.ok(!Number.isNaN(evidence.log) && evidence.log < 1e9, spoken)
            assert.ok(detector.kinds.includes(evidence.kind), spoken)
          }
          assert.equal(JSON.stringify(throughJson(state)), JSON.stringify(state))
          assert.ok(holdsOnlyNumbers(state))
        }
      }
    })

    test('finds enough for an alarm in series in which everything happens, which then stand still and end', () => {
      let most = Number.NEGATIVE_INFINITY
      for (const { baseline, seen } of [...SHOWN, ...EVENTFUL]) {
        const first = begin(baseline)
        if (first === null) continue
        let state = first
        const last = seen.at(-1) as Seen
        const { bucket } = last.options
        const still = Array.from({ length: 400 }, (_, i) => ({ ...last, at: last.at + (i + 1) * bucket }))
        for (const each of [...seen, ...still]) {
          const [next, evidence] = detector.step(state, each, null)
          state = next
          most = Math.max(most, (evidence?.log ?? most) - Math.log(watchThreshold(bucket)))
        }
        const silence = detector.wait?.(state, last.at + 800 * bucket, last.options, null)
        most = Math.max(most, (silence?.log ?? most) - Math.log(watchThreshold(bucket)))
      }
      assert.ok(
        most >= 0,
        `${detector.name} raises no alarm; if what it watches for happens in none of these series, write one in ${trialFile(detector.name)}`,
      )
    })

    test('is silent where nothing happens', () => {
      let alarms = 0
      for (const { baseline, seen } of CALM) {
        let state = begin(baseline)
        for (const each of seen) {
          if (state === null) break
          const [next, evidence]: readonly [object, Evidence | null] = detector.step(state, each, null)
          state = next
          if (evidence === null || evidence.log < Math.log(watchThreshold(each.options.bucket))) continue
          alarms++
          state = detector.restart(state, false)
        }
      }
      assert.ok(
        alarms <= MOST_FALSE,
        `${detector.name} raised ${alarms} alarms in ${CALM.length * QUIET} buckets of noise`,
      )
    })

    test('leaves the others room in the state of a series', () => {
      for (const { baseline, seen } of SHOWN) {
        const taken = DETECTORS.map((each): [string, number] => [each.name, bytesOf(each, baseline, seen)])
        const own = taken.find(([name]) => name === detector.name)?.[1] ?? 0
        const others = taken.reduce((sum, [, size]) => sum + size, 0) - own
        const left = STATE_LIMIT - others
        assert.ok(
          own <= left,
          `${detector.name} keeps ${own} bytes; of the ${STATE_LIMIT} of a series the others take ${others}, so ${left} are left`,
        )
      }
    })

    test('begins anew when it is restarted', () => {
      for (const { seen, state } of rows) {
        const [, evidence] = detector.step(detector.restart(run(state, seen), true), seen[0] as Seen, null)
        const spoken = evidence ?? { kind: 'nothing', log: 0 }
        assert.ok(
          evidence === null || detector.kinds.includes('missing') || evidence.log < 10,
          `${detector.name} said ${spoken.kind} with evidence ${spoken.log} at once after it was restarted`,
        )
      }
    })

    test('has a page, or a heading on one, of its own', () => {
      const heading = new RegExp(`^#.*\\bdetector \`${detector.name}\``, 'm')
      assert.ok(
        PAGES.has(`${detector.name}.md`) || [...PAGES.values()].some(text => heading.test(text)),
        `write docs/reference/detectors/${detector.name}.md, or a heading "The detector \`${detector.name}\`" on a page there`,
      )
    })
  })
}
