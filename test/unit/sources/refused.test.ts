import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MISREPORTED, readRefused } from '../../../src/sources/refused.ts'

test('what a source turned away is read as it is, once', () => {
  const given = [
    { reason: 'unexpected', detail: 'claim is not fed' },
    { reason: 'dropped', detail: '', count: 12 },
  ]
  assert.deepEqual(readRefused(given), [
    { reason: 'unexpected', detail: 'claim is not fed', count: 1 },
    { reason: 'dropped', detail: '', count: 12 },
  ])
  assert.deepEqual(readRefused([{ reason: 'none', detail: '', count: 0 }]), [])
})

test('what makes no sense is one refusal of its own, which says what is wrong', () => {
  const thrown = (): never => {
    throw new Error('not for you')
  }
  const bad: ReadonlyArray<readonly [unknown, RegExp]> = [
    [null, /no object/],
    [{ detail: 'x' }, /`reason`/],
    [{ reason: '' }, /`reason`/],
    [{ reason: 'x'.repeat(101) }, /`reason` is no text of up to 100/],
    ...[Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, '3', 1n, 2 ** 60].map(
      count => [{ reason: 'x', count }, /`count` is .* no whole number/] as const,
    ),
    [Object.defineProperty({}, 'reason', { get: thrown }), /not for you/],
  ]
  for (const [one, why] of bad) {
    const [read] = readRefused([one])
    assert.deepEqual([read?.reason, read?.count], [MISREPORTED, 1])
    assert.match(read?.detail ?? '', why)
  }
  assert.match(readRefused('all')[0]?.detail ?? '', /no list/)
  assert.match(readRefused(new Proxy([], { get: thrown }))[0]?.detail ?? '', /not for you/)
})

test('it is bounded in length and number', () => {
  const [one] = readRefused([{ reason: 'x', detail: 'y'.repeat(1e6) }])
  assert.equal(one?.detail.length, 1000)
  const many = readRefused(Array.from({ length: 100_001 }, () => ({ reason: 'x', detail: '' })))
  assert.deepEqual([many.length, many.at(-1)?.reason], [100_001, MISREPORTED])
})
