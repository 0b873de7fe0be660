import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { turningOver } from '../../../../src/scan/prometheus/turnover.ts'

const BUCKETS = 240

/** Values from one bucket to before another. */
function course(labels: Record<string, string>, first = 0, end = BUCKETS) {
  const values = Float64Array.from({ length: BUCKETS }, (_, i) => (i >= first && i < end ? 1 : Number.NaN))
  return { labels, values }
}

const over = (courses: ReturnType<typeof course>[]) => turningOver(courses, 3 * HOUR)

describe('a label turns over', () => {
  const deployed = Array.from({ length: 8 }, (_, i) =>
    ['api', 'mail'].map(job =>
      course({ job, pod: `${job}-${i}`, uid: `${i}${job}`, zone: 'a' }, 30 * i, 30 * i + 31),
    ),
  ).flat()

  test('where most of its values come and go, as those of pods do; not what they have in common', () => {
    assert.deepEqual(over(deployed), ['pod', 'uid'])
  })

  test('where a stable value is among those that do', () => {
    assert.deepEqual(over([...deployed, course({ job: 'api', pod: 'first', uid: '0', zone: 'b' })]), [
      'pod',
      'uid',
    ])
  })

  test('not where most series last, and not where it has but two values', () => {
    const lasting = ['a', 'b', 'c', 'd'].map(host => course({ host }))
    assert.deepEqual(over([...lasting, course({ host: 'e' }, 200)]), [])
    assert.deepEqual(over([course({ version: '1' }, 0, 100), course({ version: '2' }, 100)]), [])
    assert.deepEqual(over([]), [])
  })

  test('not where all began late: the metric is new', () => {
    assert.deepEqual(over(['a', 'b', 'c'].map(host => course({ host }, 150))), [])
  })
})
