import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { COMMON } from '../../../../src/sources/otlp/conventions.ts'
import { otlpOptions } from '../../../../src/sources/otlp/options.ts'

const entry = (more: object) => ({ name: 'agents', type: 'otlp', token: '0123456789abcdef', ...more })

function faultsOf(more: object): string[] {
  return otlpOptions.safeParse(entry(more)).error?.issues.map(({ message }) => message) ?? []
}

describe('the options of an OTLP source', () => {
  test('need a name and a token alone', () => {
    const { spans, metrics, claimed, lateness } = otlpOptions.parse(entry({}))
    assert.deepEqual([spans, metrics, claimed, lateness], [[], [], 1, 300_000])
    assert.deepEqual(faultsOf({ token: 'short' }), ['is shorter than 16 characters'])
  })

  test('of a kind of work name what is not as usual', () => {
    const [one] = otlpOptions.parse(
      entry({ spans: [{ when: { a: true }, task_type: ['a'], model: ['b'] }] }),
    ).spans
    assert.deepEqual([one?.model, one?.retries, one?.failed], [['b'], COMMON.retries, {}])
    assert.deepEqual(faultsOf({ spans: [{ when: {} }] }), ['needs a `task_type`, or `ignore: true`'])
  })

  test('call a metric as its sender does, in letters that a name may have, and none as another', () => {
    const { metrics } = otlpOptions.parse(
      entry({ metrics: [{ metric: 'queue.depth' }, { metric: 'a/b{c}' }, { metric: 'x', name: 'mine' }] }),
    )
    assert.deepEqual(
      metrics.map(({ name }) => name),
      ['queue.depth', 'a_b_c_', 'mine'],
    )
    assert.deepEqual(faultsOf({ metrics: [{ metric: '/a' }] }), [
      'it cannot be called _a: give it a name that begins with a letter or a digit',
    ])
    assert.deepEqual(faultsOf({ metrics: [{ metric: 'a', where: { b: 1 } }, { metric: 'a' }] }), [
      'another metric is called a: give one of them a name',
    ])
  })

  test('bound a score on one side', () => {
    assert.deepEqual(faultsOf({ evaluations: [{ name: 'a', at_least: 1, at_most: 2 }] }), [
      'has both at_least and at_most',
    ])
  })
})
