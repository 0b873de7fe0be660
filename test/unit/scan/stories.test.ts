import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { storiesOf } from '../../../src/scan/stories.ts'
import { drifted, someDrifted } from '../../support/scan/drifted.ts'
import { END, STEP } from '../../support/scan/metrics.ts'

describe('stories', () => {
  test('hold what began together and has a label or the metric in common, the largest first', () => {
    const stories = storiesOf(someDrifted().toReversed(), STEP)
    assert.deepEqual(
      stories.map(({ members, shared }) => [members.map(({ labels }) => labels.host), shared]),
      [
        [['a', '<b>'], { job: 'api' }],
        [[undefined], { job: 'mail' }],
      ],
    )
  })

  test('do not hold what has nothing in common, or began at another time', () => {
    const apart = drifted({ job: 'x' }, {}, { metric: 'other' })
    const at = END - 20 * DAY
    const before = drifted({ job: 'api' }, { onset: { value: at, lower: at, upper: at } })
    assert.equal(storiesOf([drifted({ job: 'api' }), apart, before], STEP).length, 3)
  })

  test('take an onset that is hardly known for no company of one that is', () => {
    const wide = drifted(
      { job: 'api' },
      { onset: { value: END - 25 * DAY, lower: END - 29 * DAY, upper: END } },
    )
    assert.equal(storiesOf([drifted({ job: 'api' }), wide], STEP).length, 2)
  })

  test('are none of nothing', () => {
    assert.deepEqual(storiesOf([], STEP), [])
  })
})
