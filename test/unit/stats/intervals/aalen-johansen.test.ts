import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Random, randomStream } from '../../../../src/core/random.ts'
import { type Incidence, incidenceQuantile } from '../../../../src/stats/intervals/aalen-johansen.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'
import { cumulativeIncidence, type Spell } from '../../../support/stats/spells.ts'

const ENTRY = [
  0, 0, 0, 0, 0, 0, 0, 0, 8, 4.7, 3, 2.8, 2.5, 4.5, 5, 5.5, 10, 7.9, 6.2, 9.9, 2.2, 1.6, 6.1, 0.4, 0.4, 5.1,
  4.7, 9.2, 6.3, 5.1, 5, 2.5, 0.1, 1.9, 6.9, 2, 3.7, 0, 8.3, 1.5,
]
const EXIT = [
  3.25, 27.72, 12.69, 34.21, 15.78, 20.24, 1.35, 2.77, 10.2, 15.08, 14.06, 3.99, 6, 14.16, 5.67, 6.43, 17.89,
  24.82, 30.52, 16.3, 14, 8.52, 14.58, 1.75, 22.9, 13.11, 12.63, 9.49, 16.12, 14.71, 14.63, 7.67, 12.42,
  16.11, 12.8, 5.21, 19.05, 6.1, 15.11, 2.55,
]
const TYPE = [
  1, 0, 2, 2, 0, 1, 0, 0, 1, 2, 2, 1, 1, 1, 0, 1, 2, 1, 0, 0, 1, 0, 2, 2, 1, 1, 2, 1, 1, 1, 1, 2, 0, 0, 1, 1,
  2, 0, 2, 0,
]
const ENDS = ['censored', 'event', 'competing'] as const

function spells({ entries, competing }: { entries: boolean; competing: boolean }): Spell[] {
  return EXIT.map((exit, i) => {
    const end = ENDS[TYPE[i] ?? 0] ?? 'censored'
    return {
      entry: entries ? (ENTRY[i] ?? 0) : 0,
      exit,
      end: !competing && end === 'competing' ? 'censored' : end,
    }
  })
}

function at({ steps }: Incidence, age: number): { incidence: number; variance: number } {
  return steps.filter(step => step.age <= age).at(-1) ?? { incidence: 0, variance: 0 }
}

describe('cumulative incidence', () => {
  test('reproduces the published Kaplan-Meier curve of the 6-MP arm', () => {
    // Freireich et al. (1963); survival as printed in Collett and in Klein and Moeschberger, table 4.1.
    const weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    const relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    const curve = cumulativeIncidence(
      weeks.map((exit, i) => ({ entry: 0, exit, end: relapsed[i] === 1 ? 'event' : 'censored' })),
    )
    const printed = [
      [6, '0.857'],
      [7, '0.807'],
      [10, '0.753'],
      [13, '0.690'],
      [16, '0.627'],
      [22, '0.538'],
      [23, '0.448'],
    ] as const
    assert.deepEqual(
      curve.steps.map(step => [step.age, (1 - step.incidence).toFixed(3)]),
      printed,
    )
    // Greenwood's standard error at 6 and 23 weeks: 0.0764 and 0.1346 (same table)
    assert.equal(Math.sqrt(at(curve, 6).variance).toFixed(4), '0.0764')
    assert.equal(Math.sqrt(at(curve, 23).variance).toFixed(4), '0.1346')
    // lifelines 0.30.3: median_survival_times(KaplanMeierFitter().fit(t, e).confidence_interval_): 13, inf
    assert.deepEqual(incidenceQuantile(curve, 0.5), { value: 23, lower: 13, upper: Number.POSITIVE_INFINITY })
  })

  test('agrees with lifelines where write-offs compete', () => {
    // AalenJohansenFitter(calculate_variance=True).fit(EXIT, TYPE, event_of_interest=1), lifelines 0.30.3
    const curve = cumulativeIncidence(spells({ entries: false, competing: true }))
    for (const [age, incidence, variance] of [
      [3.25, 0.027065527065527062, 0.0007126886388215436],
      [6.1, 0.10910790598290598, 0.002653283805991052],
      [13.11, 0.2600817549505821, 0.005624802875403092],
      [20.24, 0.4641546020958635, 0.008086608122503822],
    ] as const) {
      assertClose(at(curve, age).incidence, incidence)
      assertClose(at(curve, age).variance, variance)
    }
  })

  test('agrees with lifelines where subjects also join late', () => {
    // AalenJohansenFitter(calculate_variance=True).fit(EXIT, TYPE, event_of_interest=1, entry=ENTRY)
    const curve = cumulativeIncidence(spells({ entries: true, competing: true }))
    for (const [age, incidence, variance] of [
      [3.99, 0.10540324727175937, 0.004987321658802615],
      [6.43, 0.20896494156088213, 0.007149025130811563],
      [13.11, 0.3140516545598982, 0.007986309614104733],
      [24.82, 0.5570646783701229, 0.009187579048242155],
    ] as const) {
      assertClose(at(curve, age).incidence, incidence)
      assertClose(at(curve, age).variance, variance)
    }
    // curve.cumulative_density_: the first age with at least 0.5 is 22.9
    assert.equal(incidenceQuantile(curve, 0.5)?.value, 22.9)
  })

  test('agrees with lifelines on the median and its interval under delayed entry', () => {
    // KaplanMeierFitter().fit(EXIT, TYPE == 1, entry=ENTRY): median 16.12, interval 10.2 to 24.82
    const curve = cumulativeIncidence(spells({ entries: true, competing: false }))
    assert.deepEqual(incidenceQuantile(curve, 0.5), { value: 16.12, lower: 10.2, upper: 24.82 })
  })

  test('has no quantile that is never reached', () => {
    const curve = cumulativeIncidence([
      { entry: 0, exit: 1, end: 'competing' },
      { entry: 0, exit: 2, end: 'competing' },
      { entry: 0, exit: 3, end: 'event' },
    ])
    assertClose(at(curve, 3).incidence, 1 / 3)
    assert.equal(incidenceQuantile(curve, 0.5), null)
  })

  test('does not see past an age at which nobody was watched', () => {
    const hole = cumulativeIncidence([
      { entry: 0, exit: 2, end: 'censored' },
      { entry: 3, exit: 4, end: 'event' },
    ])
    assert.equal(hole.coveredUpTo, 2)
    assert.equal(incidenceQuantile(hole, 0.5), null)
    const late = cumulativeIncidence([{ entry: 3, exit: 4, end: 'event' }])
    assert.equal(late.coveredUpTo, 0)
    assert.equal(incidenceQuantile(late, 0.5), null)
    assert.equal(incidenceQuantile(cumulativeIncidence([]), 0.5), null)
  })

  test('covers the true median about 95 times in a hundred, with late entry and write-offs', () => {
    // Hazards 1 (realised) and 0.2 (written off): incidence 1/1.2 * (1 - exp(-1.2 t)) = 1/2 at t = ln(2.5)/1.2
    const unbounded = { lower: 0, upper: Number.POSITIVE_INFINITY }
    const held = coverage(2000, Math.log(2.5) / 1.2, repetition => {
      const watched = watchMany(randomStream(16, repetition), 80)
      return incidenceQuantile(cumulativeIncidence(watched), 0.5) ?? unbounded
    })
    assert.ok(held > 0.935 && held < 0.98, `coverage ${held}`)
  })
})

/** Subjects of whom most join late and some leave early; nobody is seen who ended before joining. */
function watchMany(random: Random, many: number): Spell[] {
  const watched: Spell[] = []
  while (watched.length < many) {
    const entry = random.chance(0.4) ? 0 : random.uniform() * 1.5
    const end = random.exponential(1 / 1.2)
    const censored = entry + random.exponential(2)
    const kind = random.chance(1 / 1.2) ? 'event' : 'competing'
    if (end <= entry) continue
    watched.push(
      censored < end ? { entry, exit: censored, end: 'censored' } : { entry, exit: end, end: kind },
    )
  }
  return watched
}
