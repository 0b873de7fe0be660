import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { createUntaken } from '../../../../../src/pipeline/collect/problems/untaken.ts'

const NOW = Date.UTC(2026, 4, 1)

describe('a source that cannot take what it is sent', () => {
  test('is at fault from the first request that was not taken to the first that was', () => {
    const untaken = createUntaken()
    assert.equal(untaken.whyOf('hook'), null)
    untaken.taken('hook', NOW)
    assert.equal(untaken.whyOf('hook'), null)
    untaken.failed('hook', 'out of order', NOW)
    untaken.failed('hook', 'still out of order', NOW + 1)
    assert.equal(untaken.whyOf('hook'), 'it cannot take what it is sent: still out of order')
    assert.equal(untaken.whyOf('other'), null)
    untaken.taken('hook', NOW + 2)
    assert.equal(untaken.whyOf('hook'), null)
  })

  test('is complete up to what was sent before, until its senders have had the time to send the rest', () => {
    const untaken = createUntaken()
    const complete = (at: number) => untaken.completeAtMost('hook', 5 * MINUTE, at)
    assert.equal(complete(NOW), NOW - 5 * MINUTE)
    untaken.failed('hook', 'why', NOW)
    untaken.failed('hook', 'why', NOW + HOUR)
    assert.equal(complete(NOW + HOUR), NOW - 5 * MINUTE)
    untaken.taken('hook', NOW + 2 * HOUR)
    untaken.taken('hook', NOW + 2 * HOUR + MINUTE)
    assert.equal(complete(NOW + 2 * HOUR + 5 * MINUTE - 1), NOW - 5 * MINUTE)
    assert.equal(complete(NOW + 2 * HOUR + 5 * MINUTE), NOW + 2 * HOUR)
    assert.equal(untaken.completeAtMost('other', 0, NOW), NOW)
  })

  test('names that nobody is let in, for an hour or until somebody is', () => {
    const untaken = createUntaken()
    const said = (at: number) => untaken.problemsOf('hook', at).map(({ message }) => message)
    untaken.unknown('hook', NOW)
    untaken.unknown('hook', NOW + MINUTE)
    const message = '2 requests showed no credentials or wrong ones, and none was let in since'
    assert.deepEqual(said(NOW + MINUTE), [message])
    assert.deepEqual(said(NOW + MINUTE + HOUR), [])
    assert.deepEqual(untaken.problemsOf('other', NOW + MINUTE), [])
    assert.equal(untaken.whyOf('hook'), null)
    untaken.taken('hook', NOW + 2 * MINUTE)
    assert.deepEqual(said(NOW + 2 * MINUTE), [])
  })

  test('does not stay behind for good where one request in many fails again and again', () => {
    const untaken = createUntaken()
    for (let minute = 0; minute <= 60; minute++) {
      untaken.failed('hook', 'why', NOW + minute * MINUTE)
      untaken.taken('hook', NOW + minute * MINUTE + 1)
    }
    const now = NOW + 60 * MINUTE + 2
    assert.equal(untaken.completeAtMost('hook', 5 * MINUTE, now), NOW + 55 * MINUTE)
  })

  test('has a problem for an hour after it takes again, which counts what it could not take', () => {
    const untaken = createUntaken()
    untaken.failed('hook', 'why', NOW)
    assert.deepEqual(untaken.problemsOf('hook', NOW), [], 'it is down, which says more')
    untaken.taken('hook', NOW + 1)
    untaken.failed('hook', 'why', NOW + 2)
    untaken.taken('hook', NOW + 3)
    const [problem] = untaken.problemsOf('hook', NOW + HOUR)
    assert.match(
      problem?.message ?? '',
      /^could not take 2 requests within the last hour, and takes again: why$/,
    )
    assert.deepEqual(untaken.problemsOf('hook', NOW + 2 + HOUR), [])
    untaken.failed('hook', 'why', NOW + 3 * HOUR)
    untaken.taken('hook', NOW + 3 * HOUR)
    assert.match(
      untaken.problemsOf('hook', NOW + 3 * HOUR)[0]?.message ?? '',
      /could not take 1 request within/,
    )
  })
})
