import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AskPageDeps, createAskPage } from '../../../../src/app/containment/ask-page.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { createOwners } from '../../../../src/core/loop-guard/owners.ts'
import { createInterrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import type { Reply } from '../../../../src/web/serve.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const REPLY: Reply = { type: 'text/html', body: 'here' }

function asking(more: Partial<AskPageDeps> = {}) {
  const owners = createOwners()
  const interrupted = createInterrupted()
  const outcomes: Array<string | null> = []
  const deps = { owners, interrupted, watchdog: watchdogOf(), clock: manualClock(7), ...more }
  const ask = createAskPage({ ...deps, onOutcome: (_page, fault) => void outcomes.push(fault) })
  return { owners, interrupted, outcomes, ask }
}

/** Anything a page of somebody else might answer. */
function answer(given: unknown): () => Reply {
  return () => given as Reply
}

describe('a page', () => {
  test('is asked under its own name, and so is what it starts', async () => {
    const { ask, owners, outcomes } = asking()
    const names: Array<string | undefined> = []
    const reply = await ask('/toy', async () => {
      names.push(owners.current()?.name)
      await Promise.resolve()
      names.push(owners.current()?.name)
      return REPLY
    })
    assert.deepEqual(reply, REPLY)
    assert.deepEqual(names, ['/toy', '/toy'])
    assert.deepEqual(outcomes, [null])
    assert.equal(owners.current(), null)
  })

  const proxy = new Proxy(REPLY, {
    get: () => {
      throw new Error('not yours')
    },
  })
  for (const [what, work, fault] of [
    ['throws at once', () => assert.fail('at once'), 'at once'],
    [
      'throws what is no error',
      () => Promise.reject(Object.create(null)),
      'something was thrown that cannot be read',
    ],
    ['throws after a wait', () => Promise.reject(new Error('later')), 'later'],
    ['answers nonsense', answer(7), 'its answer is no reply'],
    ['answers without a body', answer({ type: 'text/html' }), 'the body of its answer is no text'],
    ['answers a status that is none', answer({ ...REPLY, status: 7 }), 'the status of its answer is 7'],
    ['answers what throws when it is read', answer(proxy), 'not yours'],
  ] as const) {
    test(`that ${what} is named`, async () => {
      const { ask, outcomes } = asking()
      await assert.rejects(ask('/toy', work), { message: fault })
      assert.deepEqual(outcomes, [fault])
    })
  }

  test('that loops is interrupted, and not asked again after three requests', async () => {
    const { watchdog, forever } = loadProof(0.2)
    const { ask, interrupted, outcomes } = asking({ watchdog })
    for (let request = 1; request <= 3; request++) {
      while (outcomes.length < request) {
        await assert.rejects(ask('/toy', forever))
        // A machine that gave it no time to answer blames nobody.
        if (outcomes.at(-1) !== 'it did not return') outcomes.pop()
      }
    }
    assert.deepEqual(interrupted.get({ kind: 'page', name: '/toy' })?.at, 7)
    await assert.rejects(
      ask('/toy', answer(REPLY)),
      /it held up everything at 3 requests and was interrupted/,
    )
    assert.deepEqual(await ask('/other', answer(REPLY)), REPLY)
  })

  test('that loops now and then is asked on', async () => {
    const { watchdog, forever } = loadProof(0.2)
    let now = 0
    const { ask, interrupted } = asking({ watchdog, stopwatch: () => now })
    for (let request = 1; request <= 6; request++) {
      now += 2000
      await assert.rejects(ask('/toy', forever))
      assert.deepEqual(await ask('/toy', answer(REPLY)), REPLY)
    }
    assert.deepEqual(interrupted.all(), [])
  })

  test('that never answers is named when its time is over', async () => {
    const { ask, outcomes } = asking({ patience: 20 })
    void ask('/toy', () => new Promise(() => {}))
    while (outcomes.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
    assert.deepEqual(outcomes, ['it did not answer within 0.02 s'])
  })
})
