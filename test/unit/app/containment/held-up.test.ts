import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interruptLoops } from '../../../../src/app/containment/held-up.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { type LogFields, silentLogger } from '../../../../src/core/logger.ts'
import type { LoopGuardOptions } from '../../../../src/core/loop-guard/loop-guard.ts'
import { createLive } from '../../../../src/pipeline/status.ts'

test('a source or a notifier that was interrupted is named and not asked again', async () => {
  const live = createLive()
  const logged: Array<readonly [string, LogFields | undefined]> = []
  const log = {
    ...silentLogger,
    error: (message: string, fields?: LogFields) => void logged.push([message, fields]),
  }
  const guards: LoopGuardOptions[] = []
  let isStopped = false
  const stop = interruptLoops({
    live,
    clock: manualClock(1000),
    log,
    process: { exit: (() => undefined) as never },
    guard: options => {
      guards.push(options)
      return {
        stop: async () => {
          isStopped = true
        },
      }
    },
  })
  const [guard] = guards
  assert.equal(guard?.owners, live.owners)
  guard?.interrupted({ owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7' })
  guard?.interrupted({ owner: { kind: 'notifier', name: 'pager' }, place: 'toy.ts:9' })
  assert.deepEqual([...live.unanswered.keys()], ['orders'])
  assert.deepEqual([...live.silenced], ['pager'])
  assert.match(logged[0]?.[0] ?? '', /^a source held up everything and was interrupted/)
  assert.deepEqual(
    logged.map(([, fields]) => fields),
    [
      { source: 'orders', place: 'toy.ts:7' },
      { notifier: 'pager', place: 'toy.ts:9' },
    ],
  )
  assert.deepEqual(
    live.strays.problemsOf('orders', 1000).map(({ message }) => message),
    ['held up everything at toy.ts:7 and was interrupted'],
  )
  await stop()
  assert.ok(isStopped)
})

test('where no tick ends after an interruption, the process ends; where one does, it goes on', async () => {
  for (const ticks of [false, true]) {
    const live = createLive()
    const guards: LoopGuardOptions[] = []
    const ended: unknown[] = []
    const stop = interruptLoops({
      live,
      clock: manualClock(1000),
      log: silentLogger,
      process: { exit: ((code: unknown) => void ended.push(code)) as never },
      patience: 20,
      guard: options => {
        guards.push(options)
        return { stop: async () => undefined }
      },
    })
    guards[0]?.interrupted({ owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7' })
    if (ticks) live.lastTickAt = 2000
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.deepEqual(ended, ticks ? [] : [1])
    await stop()
  }
})
