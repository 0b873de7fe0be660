import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createOwners, type Owner } from '../../../src/core/loop-guard/owners.ts'
import { asked } from '../../../src/core/parts/asked.ts'
import { createWatchdog, NoTimeLeft, NotReturned, type Watchdog } from '../../../src/core/watchdog.ts'
import { createPatience, loadProof, thrownBy, watchdogOf } from '../../support/watchdog.ts'

function toy(name: string): Owner {
  return { kind: 'detector', name }
}

const SLEEPER = toy('sleeper')

function endless(): never {
  for (;;);
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
      watchdog.begin(toy('toy'))
      try {
        forever()
      } catch {
        assert.fail('what is interrupted catches nothing')
      }
    }
    assert.deepEqual(
      thrownBy(() => watchdog.run(work)),
      new NotReturned(toy('toy'), 0.5),
    )
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
        watchdog.begin(SLEEPER)
        if (tries === 1) {
          now += 1000
          endless()
        }
        watchdog.end(SLEEPER)
        return tries
      },
      1,
    )
    assert.deepEqual(answers, [2])
    watchdog.begin(SLEEPER)
  })

  test('blames who was asked when the patience is at its end, however loaded the machine was', () => {
    let now = 0
    const watchdog = createWatchdog({ stopwatch: () => now, patience: 0.01 })
    let tries = 0
    const ask = (): string => {
      tries += 1
      try {
        watchdog.begin(SLEEPER)
        now += 1000
        endless()
      } catch (error) {
        return (error as Error).message
      } finally {
        watchdog.end(SLEEPER)
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
          const owner = toy(item)
          try {
            watchdog.begin(owner)
          } catch (error) {
            return (error as Error).message
          }
          if (item === 'slow') spin(0.002)
          watchdog.end(owner)
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

describe('what is begun while a part is asked', () => {
  const [page, detector] = [toy('page'), toy('detector')]
  const read = createOwners()

  test('belongs to that part, and what follows to whom it belonged before', async () => {
    const owners = createOwners()
    const watchdog = createWatchdog({ stopwatch: () => 0, owners })
    const later: Promise<string | undefined>[] = []
    const start = (): void => void later.push(setImmediate().then(() => owners.current()?.name))
    watchdog.run(() => {
      watchdog.begin(page)
      start()
      watchdog.begin(detector)
      start()
      watchdog.end(detector)
      start()
      watchdog.end(page)
      start()
    })
    assert.deepEqual(await Promise.all(later), ['page', 'detector', 'page', undefined])
  })

  test('belongs to it until another is asked or it is settled, where it was left', async () => {
    const owners = createOwners()
    const watchdog = createWatchdog({ stopwatch: () => 0, owners })
    const later: Promise<string | undefined>[] = []
    const start = (): void => void later.push(setImmediate().then(() => owners.current()?.name))
    owners.under(page, () =>
      watchdog.run(() => {
        watchdog.begin(detector)
        watchdog.leave(detector)
        start()
        watchdog.begin(toy('other'))
        start()
        watchdog.leave(toy('nobody'))
        watchdog.settle()
        start()
        watchdog.settle()
      }),
    )
    owners.under(page, () => {
      watchdog.begin(detector)
      watchdog.leave(detector)
      watchdog.settle()
      start()
      watchdog.begin(detector)
      watchdog.end(detector)
      start()
      assert.throws(() => watchdog.run(() => leaving(watchdog, detector)), /out of cheese/)
      start()
    })
    assert.deepEqual(await Promise.all(later), ['detector', 'other', 'other', 'page', 'page', 'page'])
  })

  test('belongs to it where its answer is interrupted, and what follows does not', () => {
    const owners = createOwners()
    const { forever } = loadProof(0.1)
    const watchdog = createWatchdog({ stopwatch: () => performance.now() / 1000, patience: 0.1, owners })
    const work = (): void => {
      watchdog.begin(page)
      forever()
    }
    owners.under(detector, () => {
      assert.throws(() => watchdog.run(work), NotReturned)
      assert.equal(owners.current(), detector)
    })
    assert.equal(owners.current(), null)
  })

  test('is refused where the part must not be asked, and whoever asked it is asked on', () => {
    const watchdog = createWatchdog({
      stopwatch: () => 0,
      owners: read,
      refusal: owner => (owner === detector ? 'it held up everything' : null),
    })
    watchdog.begin(page)
    assert.throws(() => watchdog.begin(detector), /^Error: it held up everything$/)
    watchdog.end(detector)
    assert.equal(read.current(), page)
    watchdog.end(page)
    assert.equal(read.current(), null)
  })

  test('is refused to everybody where all is over, which whoever counts faults can tell from one', () => {
    let isOver: string | null = null
    const watchdog = createWatchdog({ stopwatch: () => 0, refusal: () => 'set aside', isOver: () => isOver })
    assert.throws(() => watchdog.begin(page), /^Error: set aside$/)
    isOver = 'slowburn ends'
    assert.throws(() => asked(page, () => 1, watchdog), { name: 'NoTimeLeft', message: 'slowburn ends' })
    assert.throws(() => watchdog.each([1], () => watchdog.begin(page), 0), NoTimeLeft)
  })
})

test('a suite names the member of a registry that does not return, and asks it for nothing more', () => {
  const patient = createPatience('indicator', 0.1)
  const forever = (): never => {
    for (;;);
  }
  assert.throws(() => patient('toy', forever), /^Error: the indicator toy did not return within 0.1 s$/)
  assert.throws(() => patient('toy', forever), /^Error: the indicator toy did not return before/)
  assert.throws(() => patient('ball', () => assert.fail('wrong')), /wrong/)
  patient('ball', () => {})
})

function leaving(watchdog: Watchdog, who: Owner): never {
  watchdog.begin(who)
  watchdog.leave(who)
  throw new Error('out of cheese')
}
