import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { interruptLoops, reportInterrupted } from '../../../../src/app/containment/held-up.ts'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import type { LoopGuardOptions } from '../../../../src/core/loop-guard/loop-guard.ts'
import type { Interrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { fakeSource } from '../../../support/facts/fake-source.ts'
import { linesOf } from '../../../support/log.ts'

type Deps = Parameters<typeof interruptLoops>[0]

/** A guard that interrupts when it is told to. */
function guarded(more: Partial<Deps> = {}) {
  const live = createLive()
  const { log, lines } = linesOf()
  const guards: LoopGuardOptions[] = []
  const ended: unknown[] = []
  const held: unknown[] = []
  let isStopped = false
  const underWay = createUnderWay()
  const stop = interruptLoops({
    live,
    sources: [],
    config: { log: { level: 'info', format: 'text' } },
    underWay,
    hogging: { held: (owner, seconds, place) => void held.push([owner.name, seconds, place]) },
    clock: manualClock(1000),
    log,
    process: { exit: ((code: unknown) => void ended.push(code)) as never },
    guard: options => {
      guards.push(options)
      return {
        stop: async () => {
          isStopped = true
        },
      }
    },
    ...more,
  })
  const interrupt = (kind: 'source' | 'notifier', name: string): void =>
    guards[0]?.interrupted({ owner: { kind, name }, place: 'toy.ts:7' })
  return { live, lines, held, ended, underWay, stop, interrupt, guard: guards[0], isStopped: () => isStopped }
}

/** Starts anew, or says why it does not. */
function anewThat(why: string | null) {
  const asked: Array<() => boolean> = []
  return {
    asked,
    anew: {
      isUnderWay: () => asked.length > 0,
      begin: (isSent: () => boolean): string | null => {
        if (why === null) asked.push(isSent)
        return why
      },
    },
  }
}

/** Keeps who is left out, or says why it does not. */
function keepingThat(why: string | null) {
  const kept: Array<Interrupted | number> = []
  const add = (one: Interrupted | number): string | null => {
    if (why === null) kept.push(one)
    return why
  }
  const leftOut = { wasOfNobody: () => false, file: '/data/left-out.jsonl', add, addNobody: add }
  return { kept, leftOut }
}

describe('a part that was interrupted', () => {
  test('is named and not asked again', async () => {
    const { live, lines, stop, interrupt, guard, isStopped } = guarded()
    assert.equal(guard?.owners, live.owners)
    interrupt('source', 'orders')
    interrupt('notifier', 'pager')
    assert.deepEqual([...live.unanswered.keys()], ['orders'])
    assert.ok(live.interrupted.has({ kind: 'notifier', name: 'pager' }))
    assert.match(lines[0] ?? '', /a source held up everything and was interrupted.*orders.*toy\.ts:7/)
    assert.match(lines[1] ?? '', /a notifier held up everything and was interrupted.*pager/)
    assert.deepEqual(
      live.strays.problemsOf('orders', 1000).map(({ message }) => message),
      ['held up everything at toy.ts:7 and was interrupted'],
    )
    await stop()
    assert.ok(isStopped())
  })

  test('where no tick ends afterwards, the process ends; where one does, it goes on', async () => {
    for (const ticks of [false, true]) {
      const { live, ended, stop, interrupt } = guarded({ patience: 20 })
      interrupt('source', 'orders')
      if (ticks) live.lastTickAt = 2000
      await new Promise(resolve => setTimeout(resolve, 100))
      assert.deepEqual(ended, ticks ? [] : [1])
      await stop()
    }
  })

  test('has slowburn start anew, with what it fed, once what others are sending is sent', async () => {
    const { anew, asked } = anewThat(null)
    const { kept, leftOut } = keepingThat(null)
    const source = { ...fakeSource('orders', []), feeds: ['task'], severalTables: ['task'] }
    const { lines, ended, underWay, stop, interrupt } = guarded({
      anew,
      leftOut,
      sources: [source],
      patience: 20,
    })
    interrupt('source', 'orders')
    const feeding = { feeds: ['task'], severalTables: ['task'] }
    assert.deepEqual(kept, [
      { owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7', at: 1000, feeding },
    ])
    assert.match(lines[1] ?? '', /slowburn starts anew in place/)
    assert.ok(!underWay.takesMore())
    const [isSent] = asked
    const sending = Promise.withResolvers<void>()
    const followed = underWay.follow('email', sending.promise)
    assert.equal(isSent?.(), false)
    sending.resolve()
    await followed
    assert.equal(isSent?.(), true)
    void underWay.follow('pager', new Promise(() => undefined))
    interrupt('notifier', 'pager')
    assert.equal(isSent?.(), true, 'what was interrupted sends nothing more')
    assert.equal(kept.length, 2)
    interrupt('notifier', 'pager')
    assert.equal(kept.length, 2, 'what it had begun before may loop until the process is replaced')
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.deepEqual(ended, [])
    await stop()
  })

  test('where slowburn cannot start anew, it says why, and ends where no tick ends', async () => {
    const { lines, ended, underWay, stop, interrupt } = guarded({
      anew: anewThat('no such file').anew,
      patience: 20,
    })
    interrupt('source', 'orders')
    assert.match(lines[1] ?? '', /does not start anew.*no such file/)
    assert.ok(underWay.takesMore())
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.deepEqual(ended, [1])
    await stop()
  })

  test('where it cannot be kept that nobody asks it, slowburn does not start anew, for it would do so again and again', async () => {
    const { anew, asked } = anewThat(null)
    const { lines, stop, interrupt } = guarded({ anew, ...keepingThat('the disk is full') })
    interrupt('source', 'orders')
    assert.match(lines[1] ?? '', /does not start anew.*the disk is full/)
    assert.deepEqual(asked, [])
    await stop()
  })

  test('and that held up everything in a call into the system that has ended, is named and goes on', async () => {
    const { live, lines, ended, stop, guard } = guarded({ ...keepingThat(null) })
    const call = { owner: { kind: 'notifier', name: 'pager' }, place: 'a call of fs.readFileSync' } as const
    guard?.blocked(call, 12.3)
    guard?.blocked(call, 12.3)
    assert.equal(lines.length, 1)
    assert.match(
      lines[0] ?? '',
      /a notifier held up everything in a call of fs.readFileSync; it goes on notifier=pager seconds=12/,
    )
    assert.equal(live.strays.all(1000).length, 1)
    assert.equal(live.interrupted.all().length, 0)
    assert.deepEqual(ended, [])
    await stop()
  })

  test('and that holds up everything for a while is counted', async () => {
    const { held, lines, stop, guard } = guarded()
    guard?.held({ owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7' }, 4)
    assert.deepEqual(held, [['orders', 4, 'toy.ts:7']])
    assert.deepEqual(lines, [])
    await stop()
  })

  test('because its calls keep those of all others waiting, is one like any other', async () => {
    const { anew, asked } = anewThat(null)
    const { kept, leftOut } = keepingThat(null)
    const { live, lines, stop, guard } = guarded({ anew, leftOut })
    const place = '4 calls of fs that do not end'
    guard?.filled({ owner: { kind: 'source', name: 'orders' }, place })
    assert.ok(live.interrupted.has({ kind: 'source', name: 'orders' }))
    assert.match(lines[0] ?? '', /a source held up everything.*source=orders place="4 calls of fs/)
    assert.equal(kept.length, 1)
    assert.equal(asked.length, 1)
    await stop()
  })

  test('that holds up everything again though nobody asks it ends the process', async () => {
    const { lines, ended, stop, interrupt } = guarded()
    interrupt('source', 'orders')
    interrupt('source', 'orders')
    assert.deepEqual(ended, [1])
    assert.match(lines.join('\n'), /a source that is not asked any more held up everything again.*orders/)
    await stop()
  })
})

describe('calls of nobody knows whom that keep those of all others waiting', () => {
  test('have slowburn start anew to look closely, once', async () => {
    for (const wasOfNobody of [false, true]) {
      const { anew, asked } = anewThat(null)
      const { kept, leftOut } = keepingThat(null)
      const { live, lines, stop, guard } = guarded({
        anew,
        leftOut: { ...leftOut, wasOfNobody: () => wasOfNobody },
      })
      guard?.filled(null)
      assert.deepEqual(kept, wasOfNobody ? [] : [1000])
      assert.equal(asked.length, wasOfNobody ? 0 : 1)
      const said = wasOfNobody ? /slowburn waits for them/ : /of whom is not known; slowburn looks closely/
      assert.match(lines.join('\n'), said)
      assert.deepEqual(live.interrupted.all(), [])
      await stop()
    }
  })

  test('end it where it cannot, and no tick ends', async () => {
    const { ended, stop, guard } = guarded({ patience: 20 })
    guard?.filled(null)
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.deepEqual(ended, [1])
    await stop()
  })
})

test('what was interrupted before slowburn started anew is named with its place', () => {
  const { log, lines } = linesOf()
  reportInterrupted([{ owner: { kind: 'source', name: 'orders' }, place: 'toy.ts:7', at: 0 }], log)
  assert.equal(lines.length, 1)
  assert.match(
    lines[0] ?? '',
    /a source held up everything.*before slowburn started anew.*orders.*toy\.ts:7.*1970/,
  )
})
