import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, test } from 'node:test'
import { catchStrays, createStrayReport } from '../../../../src/app/containment/stray-faults.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { type LogFields, silentLogger } from '../../../../src/core/logger.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createStrays } from '../../../../src/pipeline/collect/strays.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

function watched(watchdog = watchdogOf()) {
  const emitter = new EventEmitter()
  const ended: unknown[] = []
  const logged: Array<readonly [string, LogFields | undefined]> = []
  const strays = createStrays()
  const owners = createOwners()
  const fake = Object.assign(emitter, {
    exit: (code: unknown) => void ended.push(code),
    abort: () => void ended.push('abort'),
    exitCode: undefined as number | undefined,
  })
  const counted: unknown[] = []
  const counting = {
    count: (_: unknown, labels: unknown) => void counted.push(labels),
    observe: () => {},
    reach: () => {},
  }
  const log = {
    ...silentLogger,
    error: (message: string, fields?: LogFields) => void logged.push([message, fields]),
    warn: (message: string, fields?: LogFields) => void logged.push([message, fields]),
  }
  const exposition = { instruments: counting }
  const stop = catchStrays({
    owners,
    log,
    watchdog,
    report: createStrayReport({ strays, clock: manualClock(1000), log, exposition }),
    process: fake as unknown as NodeJS.Process,
  })
  return { counted, emitter, fake, ended, logged, owners, strays, stop }
}

describe('what nobody catches', () => {
  test('of a source is named once, is a problem of it, and ends nothing', () => {
    const { counted, emitter, ended, logged, owners, strays } = watched()
    const toy: Owner = { kind: 'source', name: 'toy' }
    for (let i = 0; i < 3; i++) owners.under(toy, () => emitter.emit('uncaughtException', new Error('later')))
    owners.under(toy, () => emitter.emit('unhandledRejection', Object.create(null)))
    assert.deepEqual(ended, [])
    assert.deepEqual(
      logged.map(([, fields]) => [fields?.source, fields?.error]),
      [
        ['toy', 'later'],
        ['toy', 'something was thrown that cannot be read'],
      ],
    )
    assert.equal(strays.problemsOf('toy', 1000).length, 2)
    owners.under({ kind: 'notifier', name: 'toy' }, () =>
      emitter.emit('uncaughtException', new Error('sent')),
    )
    assert.deepEqual(ended, [])
    assert.deepEqual(logged.at(-1)?.[1], { notifier: 'toy', error: 'sent' })
    assert.deepEqual(counted, [toy, toy, toy, toy, { kind: 'notifier', name: 'toy' }])
    assert.equal(strays.problemsOf('toy', 1000).length, 2)
  })

  test('of a part that never throws the same twice fills no log, and says where all is counted', () => {
    const { counted, emitter, logged, owners } = watched()
    const toy: Owner = { kind: 'source', name: 'toy' }
    for (let i = 0; i < 1000; i++) {
      owners.under(toy, () => emitter.emit('uncaughtException', new Error(`fault ${i}`)))
    }
    assert.equal(counted.length, 1000)
    assert.equal(logged.length, 6)
    assert.deepEqual(logged.at(-1)?.[1], { source: 'toy', metric: 'slowburn_stray_faults_total' })
  })

  test('and loops when it is read is named all the same', () => {
    const { watchdog, forever } = loadProof(0.3)
    const { emitter, ended, logged, owners } = watched(watchdog)
    const thrown = Object.defineProperty(new Error('x'), 'message', { get: forever })
    owners.under({ kind: 'metric', name: 'toy' }, () => emitter.emit('uncaughtException', thrown))
    assert.deepEqual(ended, [])
    assert.deepEqual(logged[0]?.[1], {
      metric: 'toy',
      error: 'what was thrown does not return when it is read',
    })
  })

  test('and loops when it is read costs that time once: of that part nothing is read any more', () => {
    const { watchdog, forever } = loadProof(0.3)
    const { emitter, logged, owners } = watched(watchdog)
    let reads = 0
    const get = (): never => {
      reads++
      return forever()
    }
    const toy: Owner = { kind: 'metric', name: 'toy' }
    // A machine that gives it no time says nothing of the part, so it may be read again then.
    for (let i = 0; i < 20; i++) {
      owners.under(toy, () => emitter.emit('uncaughtException', new Proxy({}, { get, getPrototypeOf: get })))
    }
    assert.ok(reads >= 1 && reads <= 5, `read ${reads} times`)
    assert.equal(logged.length, 1)
    owners.under({ kind: 'metric', name: 'other' }, () =>
      emitter.emit('uncaughtException', new Error('mine')),
    )
    assert.deepEqual(logged.at(-1)?.[1], { metric: 'other', error: 'mine' })
  })

  test('has no need to be thrown: a part that ends the process is named before that ends', () => {
    const { emitter, fake, ended, logged, owners, stop } = watched()
    const toy: Owner = { kind: 'notifier', name: 'toy' }
    emitter.emit('exit', 0)
    assert.deepEqual(logged, [])
    assert.equal(fake.exitCode, undefined)
    for (const [given, code] of [
      [0, 1],
      [undefined, 1],
      [3, 3],
    ] as const) {
      fake.exitCode = given
      owners.under(toy, () => emitter.emit('exit', 0))
      assert.equal(fake.exitCode, code, 'no end of a part is a good one')
    }
    logged.splice(1)
    owners.under(toy, () => fake.abort())
    assert.deepEqual(logged, [
      ['a notifier ends the process by process.exit', { notifier: 'toy' }],
      ['a notifier ends the process by process.abort', { notifier: 'toy' }],
    ])
    assert.deepEqual(ended, [1, 1, 3, 'abort'], 'no thread in a call that never ends holds it')
    stop()
    owners.under(toy, () => fake.abort())
    assert.equal(logged.length, 2)
  })

  test('of slowburn itself ends the process, in one line with the stack', () => {
    const { emitter, ended, logged } = watched()
    emitter.emit('uncaughtException', new Error('broken'))
    assert.deepEqual(ended, [1])
    assert.match(String(logged[0]?.[1]?.stack), /stray-faults\.test/)
  })

  test('of slowburn itself ends the process whatever it is, and however it is to be read', () => {
    const refuse = (): never => {
      throw new Error('never')
    }
    for (const thrown of [
      Object.create(null),
      new Proxy({}, { get: refuse, getPrototypeOf: refuse }),
      Object.defineProperty(new Error('x'), 'stack', { get: refuse }),
    ]) {
      const { emitter, ended, logged } = watched()
      emitter.emit('unhandledRejection', thrown)
      assert.deepEqual(ended, [1])
      assert.equal(logged[0]?.[0], 'slowburn failed and ends')
    }
  })

  test('is left to others where they listen too, and to nobody once it is over', () => {
    const { emitter, ended, stop } = watched()
    emitter.on('uncaughtException', () => {})
    emitter.emit('uncaughtException', new Error('theirs'))
    assert.deepEqual(ended, [])
    stop()
    assert.equal(emitter.listenerCount('uncaughtException'), 1)
    assert.equal(emitter.listenerCount('unhandledRejection'), 0)
  })
})
