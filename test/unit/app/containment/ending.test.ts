import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lastCall, untilEnded, within } from '../../../../src/app/containment/ending.ts'
import { linesOf } from '../../../support/log.ts'

const never = new Promise<never>(() => {})
const { signal } = new AbortController()

describe('what runs', () => {
  test('is waited for as long as nobody asks it to end, and rejects as a whole', async () => {
    const { log, lines } = linesOf()
    await untilEnded({ ticks: Promise.resolve(), sending: Promise.resolve(1) }, { log, signal, longest: 1 })
    await assert.rejects(
      untilEnded({ ticks: never, sending: Promise.reject(new Error('out of order')) }, { log, signal }),
      /out of order/,
    )
    assert.deepEqual(lines, [])
  })

  test('is waited for no longer than a while once it was asked to end, and named', async () => {
    const { log, lines } = linesOf()
    for (const ended of [AbortSignal.abort(), AbortSignal.timeout(5)]) {
      const broken = new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 60))
      await untilEnded(
        { ticks: Promise.resolve(), sending: never, broken },
        { log, signal: ended, longest: 20 },
      )
    }
    await new Promise(resolve => setTimeout(resolve, 100))
    const named = lines.map(line => /without waiting any longer for=(\w+)/.exec(line)?.[1])
    assert.deepEqual(named, ['sending', 'broken', 'sending', 'broken'])
  })

  test('has ended within a time, or has not', async () => {
    assert.equal(await within(Promise.resolve(), 1000), true)
    assert.equal(await within(never, 5), false)
    await assert.rejects(within(Promise.reject(new Error('out of order')), 1000), /out of order/)
  })

  test('asks no part for anything a while after it was asked to end', async () => {
    const ending = new AbortController()
    const over = lastCall(ending.signal, 20)
    await new Promise(resolve => setTimeout(resolve, 40))
    assert.equal(over(), null)
    ending.abort()
    assert.equal(over(), null)
    await new Promise(resolve => setTimeout(resolve, 40))
    assert.match(over() ?? '', /no time left/)
  })
})
