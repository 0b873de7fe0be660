import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { scan } from '../../../src/scan/scan.ts'
import { answering, END, type Made, noisy, STEP } from '../../support/scan/metrics.ts'

const OPTIONS = {
  selectors: [{ name: null, matchers: '__name__!=""' }],
  to: END,
  span: 30 * DAY,
  step: STEP,
  most: 1000,
  threads: 1,
}

const MADE: Made[] = [
  ...['a', 'b'].map((host, seed) => ({
    labels: { __name__: 'depth', job: 'queue', host },
    values: noisy(seed, (value, i) => (i >= 150 ? 1.6 * value : value)),
  })),
  { labels: { __name__: 'depth', job: 'queue', host: 'c' }, values: noisy(7, value => value) },
  { labels: { __name__: 'replicas', job: 'queue' }, values: Array<number>(240).fill(3) },
  { labels: { __name__: 'build_info', job: 'queue' }, values: [1] },
]

describe('a scan', () => {
  test('tells what has changed, folded, and counts what it did not judge', async () => {
    const shares: number[] = []
    const found = await scan(answering(MADE), { ...OPTIONS, onShare: share => void shares.push(share) })
    assert.deepEqual(
      found.stories.map(({ members }) => members.map(({ labels }) => labels.host).toSorted()),
      [['a', 'b']],
    )
    const { metrics, series, unjudged, left, beyond, faults, from, to } = found
    assert.deepEqual([metrics, series, beyond, faults], [2, 4, 0, []])
    assert.deepEqual(
      [unjudged, left],
      [
        { constant: 1, short: 0, gone: 0 },
        { identity: 1, moment: 0, bucket: 0 },
      ],
    )
    assert.equal(to - from, 30 * DAY)
    assert.ok(shares.every(share => share >= 0 && share <= 1))
  })

  test('looks at a series once, however many selectors name it', async () => {
    const { series } = await scan(answering(MADE), {
      ...OPTIONS,
      selectors: [...OPTIONS.selectors, ...OPTIONS.selectors],
    })
    assert.equal(series, 4)
  })

  test('leaves the largest metrics out where there are too many series, and says how many', async () => {
    const { series, beyond } = await scan(answering(MADE), { ...OPTIONS, most: 2 })
    assert.deepEqual([series, beyond], [1, 3])
  })

  test('names a metric that cannot be read, and tells of the others', async () => {
    const api = answering(MADE)
    const partly: typeof api = {
      ...api,
      get: async (path, parameters) => {
        if (String(parameters.query).includes('avg_over_time({__name__="replicas"'))
          throw new Error('422: too many samples')
        return api.get(path, parameters)
      },
    }
    const { faults, stories } = await scan(partly, OPTIONS)
    assert.deepEqual(faults, ['replicas: 422: too many samples'])
    assert.equal(stories.length, 1)
  })

  test('looks at series that come and go with a label over all of its values', async () => {
    const pods = Array.from({ length: 8 }, (_, pod) => ({
      labels: { __name__: 'depth', job: 'queue', pod: `p${pod}` },
      values: noisy(pod, (value, i) =>
        Math.floor(i / 30) === pod ? (i >= 150 ? 1.6 : 1) * value : Number.NaN,
      ),
    }))
    const { series, unjudged, stories } = await scan(answering(pods), OPTIONS)
    assert.deepEqual([series, unjudged], [1, { constant: 0, short: 0, gone: 0 }])
    const [first] = stories.flatMap(({ members }) => members)
    assert.deepEqual([first?.labels, first?.over, first?.drift.kind], [{ job: 'queue' }, ['pod'], 'level'])
  })

  test('of a server without such series says so', async () => {
    await assert.rejects(
      scan(answering([]), OPTIONS),
      /^Error: http:\/\/here: no series of \{__name__!=""\} has a value now/,
    )
  })
})
