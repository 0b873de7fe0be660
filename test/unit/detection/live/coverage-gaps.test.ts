import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../src/core/duration.ts'
import type { CoverageGap, MonitorOptions } from '../../../../src/detection/change.ts'
import type { Random } from '../../../support/detection/detection.ts'
import {
  autoregressive,
  HOURLY,
  normal,
  point,
  poisson,
  random,
  watch,
} from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

function blindOf(options: MonitorOptions, points: number, value: Random): readonly CoverageGap[] | null {
  const row = Array.from({ length: points }, (_, k) => point(k * options.bucket, value()))
  const last = watch(options, row).verdicts.at(-1)
  return last?.status === 'quiet' ? last.coverageGaps : null
}

function walk(seed: number): Random {
  const step = normal(random(seed))
  let level = 0
  return () => {
    level += step()
    return level
  }
}

describe('a quiet verdict', () => {
  test('names nothing where an hourly series is watched in full', () => {
    assert.deepEqual(blindOf(HOURLY, 340, normal(random(1))), [])
    const uniform = random(2)
    assert.deepEqual(
      blindOf({ ...HOURLY, family: 'count' }, 340, () => poisson(uniform, 4)),
      [],
    )
  })

  test('says that a random walk may only be seen to drift', () => {
    assert.deepEqual(blindOf({ ...HOURLY, bucket: HOUR }, 340, walk(1)), ['random-walk'])
  })

  test('says that its tails are not watched where quiet and wild days alternate', () => {
    const found = [...Array(inForm(2, 20)).keys()].map(seed => {
      const gauss = normal(random(seed))
      const log = autoregressive(random(100 + seed), Math.exp(-1 / 48))
      return blindOf(HOURLY, 400, () => Math.exp(0.8 * log()) * gauss())
    })
    assert.ok(found.filter(spots => spots?.includes('volatile')).length >= inForm(2, 16))
  })

  test('says that few points tell nothing of the tails', () => {
    const found = [...Array(inForm(3, 20)).keys()].map(seed =>
      blindOf({ ...HOURLY, bucket: DAY }, 60, normal(random(seed))),
    )
    assert.ok(found.filter(spots => spots?.join() === 'short-baseline').length >= inForm(3, 18))
  })

  test('says that no long trend is read where one week hangs together with the next', () => {
    const weekly = { ...HOURLY, bucket: WEEK }
    const found = [...Array(inForm(6, 40)).keys()].map(seed =>
      blindOf(weekly, 60, autoregressive(random(seed), 0.3)),
    )
    assert.ok(found.filter(spots => spots?.join() === 'long-memory,short-baseline').length >= inForm(3, 20))
  })
})
