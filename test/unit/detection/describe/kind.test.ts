import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Change } from '../../../../src/detection/change.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { sureness } from '../../../../src/detection/describe/kind.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { HOURLY, hourly, normal, random } from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

const monitor = createMonitor({ describe: describeChange })
const ONSET = 500
const RUNS = inForm(6, 40)

/** The change as it is described at the first alarm after the onset, and some hours later; null: no such alarm. */
function described(seed: number, shift: (since: number) => number, later: number): Change[] | null {
  const noise = normal(random(seed))
  const points = hourly(ONSET + 2000, hour => noise() + shift(hour - ONSET + 1))
  let state = monitor.start(HOURLY)
  const changes: Change[] = []
  let due = Number.POSITIVE_INFINITY
  for (const [hour, point] of points.entries()) {
    const [next, verdict] = monitor.observe(state, point)
    state = next
    if (verdict.status !== 'alarm') continue
    if (hour < ONSET) return null
    const first = changes.length === 0
    if (!first && hour < due) continue
    due = Math.min(due, hour + later)
    changes.push(monitor.describe(state, points.slice(0, hour + 1), verdict.alarm))
    if (changes.length === 2) return changes
  }
  return null
}

function all(shift: (since: number) => number): Change[][] {
  return [...Array(RUNS).keys()].flatMap(seed => {
    const changes = described(seed, shift, 200)
    return changes === null ? [] : [changes]
  })
}

describe('the kind of a change', () => {
  test('is a probability of its own, and names an alternative below odds of three to one', () => {
    assert.deepEqual(sureness('level', { level: 2, slope: 2, variance: -9 }), {
      kindProbability: 0.5,
      alternative: 'slope',
    })
    assert.deepEqual(sureness('level', { level: Math.log(3.01), slope: 0, variance: -50 }), {
      kindProbability: 0.751,
      alternative: null,
    })
    assert.equal(sureness('slope', { level: 1, slope: 2, variance: 1.9 }).alternative, 'variance')
    assert.equal(sureness('tail', { level: 0, slope: 0, variance: 9 }).alternative, null)
    const certain = sureness('variance', { level: -800, slope: -900, variance: 700 })
    assert.deepEqual(certain, { kindProbability: 1, alternative: null })
  })

  test('of a young step of one sigma is often left open, and settles', () => {
    const steps = all(since => (since > 0 ? 1 : 0))
    assert.ok(steps.length >= 0.9 * RUNS)
    const open = steps.filter(([first]) => first?.alternative !== null)
    assert.ok(open.length >= 0.2 * RUNS, `${open.length} left open`)
    const settled = steps.filter(([, later]) => later?.kind === 'level' && later.alternative === null)
    assert.ok(settled.length >= 0.9 * steps.length, `${settled.length} of ${steps.length} settled`)
  })

  test('is right nine times in ten where it is told as sure', () => {
    const told = [
      ...all(since => (since > 0 ? 2 : 0)).map(([first]) => [first, 'level'] as const),
      ...all(since => Math.max(0, since) / 168).map(([first]) => [first, 'slope'] as const),
      ...all(since => (since > 0 ? 1 : 0)).map(([first]) => [first, 'level'] as const),
    ].filter(([change]) => change?.alternative === null)
    const right = told.filter(([change, kind]) => change?.kind === kind).length
    assert.ok(told.length >= 1.25 * RUNS, `${told.length} told as sure`)
    assert.ok(right >= 0.9 * told.length, `${right} of ${told.length}`)
  })
})
