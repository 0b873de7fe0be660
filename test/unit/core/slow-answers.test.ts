import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWatchdog, NotReturned } from '../../../src/core/watchdog.ts'
import { thrownBy } from '../../support/watchdog.ts'

test('work that is watched is said to have taken long, of whoever was asked, whether it returned or not', () => {
  let now = 0
  const heard: unknown[] = []
  const watchdog = createWatchdog({
    stopwatch: () => now,
    patience: 0.2,
    slow: ({ name }, seconds) => void heard.push([name, seconds]),
  })
  const ask = (name: string, work: () => void): void =>
    watchdog.run(() => {
      const who = { kind: 'detector', name } as const
      watchdog.begin(who)
      try {
        work()
      } finally {
        watchdog.end(who)
      }
    })
  ask('quick', () => {
    now += 0.4
  })
  ask('slow', () => {
    now += 4
  })
  const looped = thrownBy(() =>
    ask('endless', () => {
      now += 0.2
      for (;;);
    }),
  )
  assert.ok(looped instanceof NotReturned)
  assert.deepEqual(heard, [
    ['slow', 4],
    ['endless', 0.2],
  ])
})
