import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Api, PrometheusFault } from '../../../../src/core/prometheus/api.ts'
import { askRange, isOfQuery, isTooMuch } from '../../../../src/sources/prometheus/range.ts'

const { signal } = new AbortController()

const answering = (data: unknown, learn: (parameters: object) => void = () => {}): Api => ({
  name: 'http://here',
  warnings: () => [],
  get: async (_, parameters) => {
    learn(parameters)
    return data
  },
})

describe('a stretch of a query', () => {
  test('is asked for at the ends of its steps, and of some before them', async () => {
    let asked = {}
    const api = answering({ result: [] }, parameters => {
      asked = parameters
    })
    await askRange(api, 'up', { from: 60_000, to: 180_000, step: 60_000 }, signal)
    const whole = { partial_response: 'false', deny_partial_response: '1', nocache: '1' }
    assert.deepEqual(asked, { query: 'up', start: '60', end: '180', step: '60', ...whole })
  })

  test('has what stands at these, and nothing beside them', async () => {
    const values = [[60, '1'], [120, '2'], [150, '3'], ['180', '4'], null, [180, 5], [240, '6']]
    const api = answering({
      result: [{ metric: { job: 'api', odd: 1 }, values }, { metric: null, histograms: [1, 2] }, 'x'],
    })
    assert.deepEqual(await askRange(api, 'up', { from: 60_000, to: 180_000, step: 60_000 }, signal), [
      {
        labels: { job: 'api' },
        values: [
          [120_000, '2'],
          [180_000, '5'],
        ],
        histograms: 0,
      },
      { labels: {}, values: [], histograms: 2 },
    ])
  })

  test('is too much where the server says so or is too slow, and wrong where it says that', () => {
    const fault = (status: number | null, said: string, late = false) =>
      new PrometheusFault('x', { status, said, late })
    const verdict = (one: PrometheusFault) => [isTooMuch(one), isOfQuery(one)]
    const tooMuch: Array<[number, string]> = [
      [422, '422: query processing would load too many samples into memory in query execution'],
      [
        422,
        '422: cannot select more than -search.maxSamplesPerQuery=1 samples; possible solutions: increase the limit',
      ],
      [422, '422: the query time range exceeds the limit (query length: 9d, limit: 1d)'],
      [400, '400: exceeded maximum resolution of 11,000 points per timeseries'],
      [413, '413: large'],
    ]
    for (const [status, said] of tooMuch) assert.deepEqual(verdict(fault(status, said)), [true, true], said)
    assert.deepEqual(verdict(fault(null, 'no answer within 10 s', true)), [true, true])
    assert.deepEqual(verdict(fault(null, 'answered more than 128 MB')), [true, true])
    const parse = '400: invalid parameter "query": 1:5: parse error: unexpected <op:*>'
    assert.deepEqual(verdict(fault(400, parse)), [false, true])
    for (const status of [401, 403, 404, 500, 502])
      assert.deepEqual(verdict(fault(status, 'no')), [false, false], String(status))
    assert.deepEqual(verdict(fault(200, 'the answer is none of a Prometheus: <html>')), [false, false])
  })
})
