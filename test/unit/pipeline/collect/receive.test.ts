import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { createWatchdog, NoTimeLeft } from '../../../../src/core/watchdog.ts'
import { refusedProblems } from '../../../../src/pipeline/collect/problems/refused-events.ts'
import { createUntaken } from '../../../../src/pipeline/collect/problems/untaken.ts'
import { advanceReceiving, commitOf } from '../../../../src/pipeline/collect/receive.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import { fakeReceiver } from '../../../support/facts/fake-receiver.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'
import { linesOf } from '../../../support/log.ts'

const NOW = Date.UTC(2026, 4, 1)

describe('what a receiving source commits', () => {
  test('is on disk when the commit resolves; a second sending changes nothing', async t => {
    const { store, deps } = collecting(t, NOW)
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, deps)
    const events = [taskEvent('1', 'task.queued', NOW - DAY, 'hook')]
    assert.deepEqual(await commit(events), { accepted: 1, duplicates: 0, refused: [] })
    assert.deepEqual(await commit(events), { accepted: 0, duplicates: 1, refused: [] })
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('is refused one by one with a reason, beside what the source itself turned away, and counted', async t => {
    const { deps, counted } = collecting(t, NOW)
    const turnedAway = [{ reason: 'unexpected', detail: 'claim is not fed' }]
    const candidates = [taskEvent('1', 'task.queued', NOW + DAY, 'hook'), 12, null]
    const { accepted, refused } = await commitOf({ name: 'hook', feeds: ['task'] }, deps)(
      candidates,
      turnedAway,
    )
    assert.equal(accepted, 0)
    assert.deepEqual(refused.map(({ reason }) => reason).sort(), [
      'future',
      'invalid',
      'invalid',
      'unexpected',
    ])
    assert.deepEqual(counted, ['refused future 1', 'refused invalid 2', 'refused unexpected 1'])
  })

  test('stays a problem of the source where it turned something away itself, but for what it was not asked to bring', async t => {
    const { deps, store, counted, logged } = collecting(t, NOW)
    const turnedAway = [
      { reason: 'unexpected', detail: 'claim is not fed' },
      { reason: 'passed_over', detail: 'customer.created', count: 7 },
    ]
    await commitOf({ name: 'hook', feeds: ['task'] }, deps)([], turnedAway)
    assert.deepEqual(
      refusedProblems(store.sources, 'hook', NOW).map(({ key }) => key),
      ['events refused: unexpected'],
    )
    assert.deepEqual(counted, ['refused unexpected 1', 'refused passed_over 7'])
    assert.equal(logged.length, 1)
  })

  test('is kept though what the source turned away makes no sense, which is counted and named as its fault', async t => {
    const { deps, store, counted } = collecting(t, NOW)
    const { log, lines } = linesOf()
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, { ...deps, log })
    const events = [taskEvent('1', 'task.queued', NOW - DAY, 'hook')]
    const turnedAway = [{ reason: 'dropped', detail: '', count: Number.NaN }, null] as never[]
    assert.equal((await commit(events, turnedAway)).accepted, 1)
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.deepEqual(counted, ['events 1', 'refused misreported 2'])
    assert.ok(
      lines.some(line => line.includes('error') && line.includes('hook') && line.includes('NaN')),
      lines.join(),
    )
  })

  test('stands against the source though the source itself turned it away, for as long as what is refused here does', async t => {
    const { deps, store } = collecting(t, NOW)
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, deps)
    await commit([], [{ reason: 'unexpected', detail: 'claim is not fed', count: 3 }])
    assert.deepEqual(
      refusedProblems(store.sources, 'hook', NOW).map(({ message, remedy }) => [message, remedy]),
      [['3 of its events were refused (unexpected); what they said is lost', 'The latest: claim is not fed']],
    )
  })

  test('comes with what the source remembers, in one commit; what can be no memory is refused whole', async t => {
    const { deps, store } = collecting(t, NOW)
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, deps)
    const events = [taskEvent('1', 'task.queued', NOW - DAY, 'hook')]
    await assert.rejects(commit(events, [], [{ key: 1 }] as never[]), /`memory` is no list of records/)
    assert.equal(store.lifecycles.keptCount(), 0)
    await commit(events, [], [{ key: 'total', value: Uint8Array.from([7]) }])
    assert.deepEqual(store.sources.recall('hook', 'total'), Uint8Array.from([7]))
  })

  test('is thrown back whole where the store cannot keep it', async t => {
    const { deps, store } = collecting(t, NOW)
    const broken = { ...store, transaction: () => assert.fail('the disk is full') }
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, { ...deps, store: broken })
    await assert.rejects(commit([taskEvent('1', 'task.queued', NOW, 'hook')]), /the disk is full/)
  })

  test('is thrown back whole where no part has time left to measure it: nothing of it is kept', async t => {
    const { deps, store, counted } = collecting(t, NOW)
    let calls = 0
    // The source itself is asked before that.
    const isOver = (): string | null => (++calls > 1 ? 'slowburn ends' : null)
    const watchdog = createWatchdog({ stopwatch: () => 0, isOver })
    const commit = commitOf({ name: 'hook', feeds: ['task'] }, { ...deps, watchdog })
    await assert.rejects(commit([taskEvent('1', 'task.queued', NOW - DAY, 'hook')]), NoTimeLeft)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.deepEqual([...store.cells.read('task', 'hook', 0, NOW)], [])
    assert.deepEqual(counted, [])
    assert.equal(
      (
        await commitOf(
          { name: 'hook', feeds: ['task'] },
          deps,
        )([taskEvent('1', 'task.queued', NOW - DAY, 'hook')])
      ).accepted,
      1,
    )
  })
})

describe('the completeness of a receiving source', () => {
  test('never goes back with the clock', t => {
    const { deps, clock } = collecting(t, NOW)
    const source = fakeReceiver('hook')
    assert.equal(advanceReceiving(source, deps).completeUpTo, NOW - MINUTE)
    clock.set(NOW - DAY)
    assert.equal(advanceReceiving(source, deps).completeUpTo, NOW - MINUTE)
  })

  test('stays where it is while the source gives no lateness that makes sense', t => {
    const { deps, store } = collecting(t, NOW)
    for (const lateness of [-1, -1e300, Number.NaN, Number.NEGATIVE_INFINITY, 366 * DAY, 5n, null, '1m']) {
      const source = { ...fakeReceiver('hook'), lateness: lateness as number }
      assert.throws(() => advanceReceiving(source, deps), /`lateness` is no number of milliseconds/)
    }
    assert.equal(store.sources.load('hook').completeUpTo, null)
  })

  test('stays where it is while the source cannot take what it is sent, and until its senders have sent that again', t => {
    const { deps, clock } = collecting(t, NOW)
    const untaken = createUntaken()
    const source = fakeReceiver('hook')
    const complete = () => advanceReceiving(source, { ...deps, untaken }).completeUpTo
    assert.equal(complete(), NOW - MINUTE)
    untaken.failed('hook', 'out of order', NOW + HOUR)
    clock.set(NOW + 3 * HOUR)
    assert.throws(complete, /it cannot take what it is sent: out of order/)
    untaken.taken('hook', NOW + 3 * HOUR)
    assert.equal(complete(), NOW + HOUR - MINUTE)
    clock.set(NOW + 3 * HOUR + MINUTE)
    assert.equal(complete(), NOW + 3 * HOUR)
  })

  test('stays where it is once the source did not return', t => {
    const { deps } = collecting(t, NOW)
    const unanswered = new Map([['hook', 'it did not return']])
    assert.throws(() => advanceReceiving(fakeReceiver('hook'), { ...deps, unanswered }), /did not return/)
  })
})
