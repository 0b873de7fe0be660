import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'

const LEAST = {
  name: 'm',
  type: 'prometheus',
  url: 'http://127.0.0.1:9090',
  series: [{ name: 'a', query: 'a' }],
}

const faults = (more: object): string[] =>
  prometheusOptions
    .safeParse({ ...LEAST, ...more })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

describe('the options of a Prometheus', () => {
  test('need an address and a query; the rest has defaults', () => {
    const { step, history, most, freshness, series } = prometheusOptions.parse(LEAST)
    assert.deepEqual([step, history, most, freshness], [900_000, 90 * 86_400_000, 100, 'max(timestamp(up))'])
    assert.deepEqual(
      series.map(({ unit, family, good, limit }) => [unit, family, good, limit]),
      [['unitless', 'real', 'neither', null]],
    )
  })

  test('take one way to say who asks', () => {
    assert.deepEqual(faults({ url: 'prometheus:9090' }), ['url: is no address such as http://127.0.0.1:9090'])
    assert.deepEqual(faults({ url: 'http://me:secret@127.0.0.1', token: 'x' }), [
      'url: holds a user, and there is a token: only one of them can be shown',
    ])
    assert.deepEqual(faults({ token: 'x', token_file: 'y' }), [
      'token_file: there is a token beside it: give one of them',
    ])
    assert.match(faults({ token: 'two words' })[0] ?? '', /^token: is not one word/)
  })

  test('name each query once, and steps that fill an hour and a history', () => {
    assert.deepEqual(faults({ series: [...LEAST.series, ...LEAST.series] }), [
      'series.1.name: another query is called a',
    ])
    assert.match(faults({ step: '7m' })[0] ?? '', /^step: divides no hour/)
    assert.deepEqual(faults({ step: '1s' }), [
      'history: has more than 50000 steps: make it shorter, or the step longer',
    ])
    assert.deepEqual(faults({ history: '1m' }), ['history: is shorter than a step'])
  })
})
