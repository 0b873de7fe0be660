import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createWatchdog, NotReturned } from '../../../src/core/watchdog.ts'
import { loadProof, watchdogOf } from '../../support/watchdog.ts'

function endless(): never {
  for (;;);
}

/** A part that is asked, and loops for ever at these items. */
function part(
  { watchdog, forever }: ReturnType<typeof loadProof>,
  name: string,
  bad: (item: number) => boolean,
) {
  let loops = 0
  return {
    loops: () => loops,
    ask: (item: number): string => {
      try {
        watchdog.begin(name)
        if (bad(item)) {
          loops += 1
          forever()
        }
        return `${name} ${item}`
      } catch (error) {
        return (error as Error).message
      } finally {
        watchdog.end()
      }
    },
  }
}

describe('work that is watched', () => {
  test('returns what it returns, and throws what it throws', () => {
    const watchdog = watchdogOf()
    const value = { some: 'thing' }
    assert.equal(
      watchdog.run(() => value),
      value,
    )
    const error = new RangeError('out of range')
    assert.throws(
      () =>
        watchdog.run(() => {
          throw error
        }),
      thrown => thrown === error,
    )
  })

  test('is interrupted when it does not return, with the name of who was asked', () => {
    const { watchdog, forever } = loadProof(0.5)
    const work = (): void => {
      watchdog.begin('toy')
      try {
        forever()
      } catch {
        assert.fail('what is interrupted catches nothing')
      }
    }
    assert.throws(() => watchdog.run(work), new NotReturned('toy', 0.5))
    assert.throws(() => watchdogOf(0.1).run(endless), new NotReturned(null, 0.1))
  })

  test('blames nobody for time in which the machine slept, and gives the work its time again', () => {
    // The stopwatch jumps as if the answer had lasted long; the thread was hardly busy.
    let now = 0
    const watchdog = createWatchdog({ stopwatch: () => now, patience: 0.05 })
    let tries = 0
    const answers = watchdog.each(
      [1],
      () => {
        tries += 1
        watchdog.begin('sleeper')
        if (tries === 1) {
          now += 1000
          endless()
        }
        watchdog.end()
        return tries
      },
      1,
    )
    assert.deepEqual(answers, [2])
    watchdog.begin('sleeper')
  })

  test('blames who was asked when the patience is at its end, however loaded the machine was', () => {
    let now = 0
    const watchdog = createWatchdog({ stopwatch: () => now, patience: 0.01 })
    let tries = 0
    const ask = (): string => {
      tries += 1
      try {
        watchdog.begin('sleeper')
        now += 1000
        endless()
      } catch (error) {
        return (error as Error).message
      } finally {
        watchdog.end()
      }
    }
    assert.deepEqual(watchdog.each([1], ask, 1), ['it did not return within 0.01 s'])
    // A thread that did not run at all when it was interrupted has not tried.
    assert.ok(tries >= 2 && tries <= 6, `${tries} tries`)
  })

  test('blames who is slow at every answer, though none of them lasts', () => {
    const watchdog = watchdogOf(0.02)
    const spin = (seconds: number): void => {
      const until = performance.now() + seconds * 1000
      while (performance.now() < until);
    }
    const answers = watchdog.each(
      ['sound', 'slow', 'sound'],
      item => {
        for (let bucket = 0; bucket < 500; bucket++) {
          try {
            watchdog.begin(item)
          } catch (error) {
            return (error as Error).message
          }
          if (item === 'slow') spin(0.002)
          watchdog.end()
        }
        return item
      },
      60,
    )
    assert.deepEqual(answers, ['sound', 'it did not return within 0.02 s', 'sound'])
  })

  test('that nobody in it is to blame for is given up at last', () => {
    const watchdog = watchdogOf(0.01)
    assert.throws(() => watchdog.each([1], endless, 1), new NotReturned(null, 0.16))
  })
})

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
    const toy = part(watched, 'toy', item => item === 2)
    assert.deepEqual(watchdog.each([1, 2, 3], toy.ask, 60), [
      'toy 1',
      'it did not return within 0.1 s',
      'toy 3',
    ])
    assert.ok(toy.loops() >= 1 && toy.loops() <= 5, `${toy.loops()} loops`)
  })

  test('wait three times at most for a part that never returns', () => {
    const watched = loadProof(0.1)
    const { watchdog } = watched
    const toy = part(watched, 'toy', () => true)
    const items = Array.from({ length: 1000 }, (_, item) => item)
    const answers = watchdog.each(items, toy.ask, 60)
    assert.ok(answers.every(answer => answer === 'it did not return within 0.1 s'))
    // Where the machine is so loaded that nobody was busy, a try counts for nobody, and is made again.
    assert.ok(toy.loops() >= 3 && toy.loops() <= 8, `${toy.loops()} loops`)
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
    const toy = part(watched, 'toy', item => item === 2)
    const work = async (): Promise<string[]> => {
      const answers: string[] = []
      for (const item of [1, 2]) {
        answers.push(watchdog.run(() => toy.ask(item)))
        await setImmediate()
      }
      return answers
    }
    const refused = 'it did not return within 0.1 s'
    assert.deepEqual(await watchdog.again(work), [refused, refused])
    assert.ok(toy.loops() >= 1 && toy.loops() <= 5, `${toy.loops()} loops`)
  })

  test('passes on what is thrown', async () => {
    await assert.rejects(
      watchdogOf().again(async () => assert.fail('no disk')),
      /no disk/,
    )
  })
})
