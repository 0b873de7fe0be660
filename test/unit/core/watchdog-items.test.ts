// Items that a watchdog has answered in turn, and work of several steps.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Owner } from '../../../src/core/loop-guard/owners.ts'
import { createWatchdog } from '../../../src/core/watchdog.ts'
import { loadProof, watchdogOf } from '../../support/watchdog.ts'

const SLEEPER: Owner = { kind: 'detector', name: 'sleeper' }

/** A part that is asked, and loops for ever at these items. */
function part(
  { watchdog, forever }: ReturnType<typeof loadProof>,
  name: string,
  bad: (item: number) => boolean,
) {
  let loops = 0
  const owner: Owner = { kind: 'detector', name }
  return {
    loops: () => loops,
    ask: (item: number): string => {
      try {
        watchdog.begin(owner)
        if (bad(item)) {
          loops += 1
          forever()
        }
        return `${name} ${item}`
      } catch (error) {
        return (error as Error).message
      } finally {
        watchdog.end(owner)
      }
    },
  }
}

describe('items that are answered in turn', () => {
  test('are as many as fit into the turn, at least one', () => {
    let now = 0
    const watchdog = createWatchdog({ stopwatch: () => now })
    const slow = (item: number): number => {
      now += 1
      return item
    }
    assert.deepEqual(watchdog.each([1, 2, 3, 4], slow, 1.5), [1, 2])
    assert.deepEqual(watchdog.each([3, 4], slow, 0), [3])
    assert.deepEqual(watchdog.each([], slow, 9), [])
  })

  test('go on without a part that does not return at one of them, and with it at the next', () => {
    const watched = loadProof(0.1)
    const { watchdog } = watched
    const looper = part(watched, 'toy', item => item === 2)
    assert.deepEqual(watchdog.each([1, 2, 3], looper.ask, 60), [
      'toy 1',
      'it did not return within 0.1 s',
      'toy 3',
    ])
    assert.ok(looper.loops() >= 1 && looper.loops() <= 5, `${looper.loops()} loops`)
  })

  test('wait three times at most for a part that never returns', () => {
    const watched = loadProof(0.1)
    const { watchdog } = watched
    const looper = part(watched, 'toy', () => true)
    const items = Array.from({ length: 1000 }, (_, item) => item)
    const answers = watchdog.each(items, looper.ask, 60)
    assert.ok(answers.every(answer => answer === 'it did not return within 0.1 s'))
    // Where the machine is so loaded that nobody was busy, a try counts for nobody, and is made again.
    assert.ok(looper.loops() >= 3 && looper.loops() <= 8, `${looper.loops()} loops`)
  })

  test('go on for ever with a part that does not return now and then', () => {
    let now = 0
    const watchdog = createWatchdog({ stopwatch: () => now, patience: 0.05 })
    const answers = Array.from({ length: 8 }, () => {
      now += 2000
      const loops = (): string => {
        try {
          watchdog.begin(SLEEPER)
          now += 0.05
          for (;;);
        } catch (error) {
          return String(error)
        } finally {
          watchdog.end(SLEEPER)
        }
      }
      const sound = (): string => {
        watchdog.begin(SLEEPER)
        watchdog.end(SLEEPER)
        return 'well'
      }
      return [...watchdog.each([1], loops, 0), ...watchdog.each([1], sound, 0)].join(', then ')
    })
    assert.deepEqual(new Set(answers), new Set(['Error: it did not return within 0.05 s, then well']))
  })

  test('pass on what is thrown', () => {
    const broken = (): never => {
      throw new Error('no disk')
    }
    assert.throws(() => watchdogOf().each([1], broken, 1), /no disk/)
  })
})

describe('work of several steps', () => {
  test('begins again without the part that did not return, from then on', async () => {
    const watched = loadProof(0.1)
    const { watchdog } = watched
    const looper = part(watched, 'toy', item => item === 2)
    const work = async (): Promise<string[]> => {
      const answers: string[] = []
      for (const item of [1, 2]) {
        answers.push(watchdog.run(() => looper.ask(item)))
        await setImmediate()
      }
      return answers
    }
    const refused = 'it did not return within 0.1 s'
    assert.deepEqual(await watchdog.again(work), [refused, refused])
    assert.ok(looper.loops() >= 1 && looper.loops() <= 5, `${looper.loops()} loops`)
  })

  test('passes on what is thrown', async () => {
    await assert.rejects(
      watchdogOf().again(async () => assert.fail('no disk')),
      /no disk/,
    )
  })
})
