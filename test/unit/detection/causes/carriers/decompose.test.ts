import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import {
  type Decomposition,
  decompose,
  type Side,
  shareOfMix,
} from '../../../../../src/detection/causes/carriers/decompose.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../../../src/indicators/work/task-run-time-p50.ts'
import { drawWork, tallyOf } from '../../../../support/facts/divided-work.ts'
import { inForm } from '../../../../support/long-form.ts'
import { assertClose } from '../../../../support/numbers.ts'

const PARTS = ['a', 'b', 'c']

/** Five equal stretches of so many tasks, and failures among them, of each part. */
function side(...parts: ReadonlyArray<readonly [ended: number, failed: number]>): Side {
  const stretch = new Map(
    parts.map(([ended, failed], place) => [PARTS[place] as string, tallyOf(ended, failed)]),
  )
  return { window: { from: 0, to: 1 }, stretches: Array.from({ length: 5 }, () => new Map(stretch)) }
}

function sharesOf(decomposition: Decomposition | null): number[] {
  assert.ok(decomposition !== null)
  return decomposition.contributions.map(({ share }) => share.value)
}

describe('a decomposition', () => {
  test('of a share is that of Kitagawa', () => {
    // wB=[.6,.3,.1]; wA=[.3,.3,.4]; rB=[30/600,30/300,20/100]; rA=[18/300,30/300,120/400]
    // [(a+b)/2*(y-x) for a,b,x,y in zip(wA,wB,rB,rA)], sum((x+y)/2*(a-b) for a,b,x,y in zip(wA,wB,rB,rA)), Python 3:
    // .0045, 0, .025; .0585, of .088 together
    const found = atOnce(
      decompose(
        taskFailureRate,
        PARTS,
        side([600, 30], [300, 30], [100, 20]),
        side([300, 18], [300, 30], [400, 120]),
      ),
    )
    for (const [place, share] of [0.0045, 0, 0.025, 0.0585].entries()) {
      assertClose(sharesOf(found)[place] ?? Number.NaN, share / 0.088)
    }
    const single = ([{ window, stretches }]: [Side]): Side => ({ window, stretches: stretches.slice(0, 1) })
    const mix = shareOfMix(
      taskFailureRate,
      PARTS,
      single([side([600, 30], [300, 30], [100, 20])]),
      single([side([300, 18], [300, 30], [400, 120])]),
    )
    assertClose(mix ?? Number.NaN, 0.0585 / 0.088)
    assert.deepEqual(found?.contributions.at(0)?.work, { before: 0.6, after: 0.3 })
    assert.deepEqual(found?.contributions.at(2)?.value, { before: 0.2, after: 0.3 })
    assert.equal(found?.contributions.at(3)?.part, null)
  })

  test('where every part stayed as it was is all mix, and where the mix did is none', () => {
    const [old, moved, worse] = [
      side([500, 5], [500, 100]),
      side([100, 1], [900, 180]),
      side([500, 50], [500, 100]),
    ]
    assert.deepEqual(
      sharesOf(atOnce(decompose(taskFailureRate, ['a', 'b'], old, moved))).map(
        share => Math.round(share * 1e9) / 1e9,
      ),
      [0, 0, 1],
    )
    assert.deepEqual(
      sharesOf(atOnce(decompose(taskFailureRate, ['a', 'b'], old, worse))).map(
        share => Math.round(share * 1e9) / 1e9,
      ),
      [1, 0, 0],
    )
  })

  test('of a part that was not there before is a matter of the mix', () => {
    const found = atOnce(
      decompose(taskFailureRate, ['a', 'b'], side([500, 5], [0, 0]), side([500, 5], [500, 200])),
    )
    assertClose(sharesOf(found)[2] ?? Number.NaN, 1)
    assert.equal(found?.contributions[1]?.value.before, null)
  })

  test('adds up to the whole, of a median too', () => {
    const work = {
      a: { share: 0.5, rate: 0.1, median: 20 },
      b: { share: 0.3, rate: 0.1, median: 40 },
      c: { share: 0.2, rate: 0.1, median: 60 },
    }
    const later = {
      ...work,
      b: { share: 0.2, rate: 0.1, median: 80 },
      c: { share: 0.3, rate: 0.1, median: 60 },
    }
    const drawn = { stretches: 5, tasks: 200 }
    const found = atOnce(
      decompose(
        taskRunTimeP50,
        PARTS,
        drawWork(randomStream(1, 'before'), work, drawn),
        drawWork(randomStream(1, 'after'), later, drawn),
      ),
    )
    const total = sharesOf(found).reduce((sum, share) => sum + share, 0)
    assertClose(total, 1)
    const all = found?.together([0, 1, 2, 3])
    assertClose(all?.value ?? Number.NaN, 1)
    assertClose(all?.lower ?? Number.NaN, 1)
  })

  test('is none where the indicator declines, or nothing changed', () => {
    assert.equal(atOnce(decompose(taskFailureRate, ['a'], side([1, 0]), side([1, 1]))), null)
    assert.equal(atOnce(decompose(taskFailureRate, ['a'], side([100, 5]), side([100, 5]))), null)
  })

  test('has intervals that hold the truth about 95 times in a hundred', () => {
    const before = {
      a: { share: 0.6, rate: 0.05, median: 20 },
      b: { share: 0.3, rate: 0.1, median: 40 },
      c: { share: 0.1, rate: 0.2, median: 60 },
    }
    const after = {
      a: { share: 0.3, rate: 0.06, median: 20 },
      b: { share: 0.3, rate: 0.1, median: 40 },
      c: { share: 0.4, rate: 0.3, median: 60 },
    }
    const truth = [0.0045 / 0.088, 0, 0.025 / 0.088, 0.0585 / 0.088]
    const held = truth.map(() => 0)
    const times = inForm(120, 1500)
    for (let i = 0; i < times; i++) {
      const drawn = { stretches: 8, tasks: 120 }
      const found = atOnce(
        decompose(
          taskFailureRate,
          PARTS,
          drawWork(randomStream(i, 'before'), before, drawn),
          drawWork(randomStream(i, 'after'), after, drawn),
        ),
      )
      for (const [place, { share }] of (found?.contributions ?? []).entries()) {
        const is = truth[place] ?? Number.NaN
        if (share.lower <= is && is <= share.upper) held[place] = (held[place] ?? 0) + 1
      }
    }
    const least = inForm(0.88, 0.925)
    for (const count of held) assert.ok(count / times > least && count / times < 0.995, `${held} of ${times}`)
  })
})
