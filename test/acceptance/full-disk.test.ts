// A disk that is really full: a small file system in memory, where the machine lets us mount one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { createOwners } from '../../src/core/loop-guard/owners.ts'
import { randomStream } from '../../src/core/random.ts'
import { tasksEnded } from '../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../src/indicators/tally.ts'
import { closeBuckets } from '../../src/pipeline/close/close-buckets.ts'
import { pull } from '../../src/pipeline/collect/pull.ts'
import { take } from '../../src/pipeline/collect/record.ts'
import { retain } from '../../src/pipeline/retention.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { brokenPromises } from '../support/alerts/promises.ts'
import { ANN, openChain, START } from '../support/chain/fault-chain.ts'
import { mountSmallDisk } from '../support/chain/small-disk.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { fakeSource, taskEvent } from '../support/facts/fake-source.ts'
import { task } from '../support/facts/lifecycles.ts'
import { planOf } from '../support/facts/plans.ts'
import { watchdogOf } from '../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)
const BRIEF = { cursor: null, completeUpTo: NOW, lastSuccessAt: NOW }
const CANNOT = 'a file system in memory cannot be mounted here'

test('a full disk is said in one line, keeps nothing half-written, and is over when there is space again', async t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  const store = openSqliteStore(disk.folder)
  t.after(() => store.close())
  disk.fill()
  const events = [...Array(4000).keys()].map(i => taskEvent(String(i), 'task.queued', NOW - HOUR))
  const batch = [{ events, cursor: { row: 4000 }, completeUpTo: NOW }]
  const source = fakeSource('platform', [batch, batch])
  const deps = {
    store,
    clock: manualClock(NOW),
    log: silentLogger,
    watchdog: watchdogOf(),
    keep: 400 * DAY,
    keepFacts: 400 * DAY,
    plan: planOf(),
    observe: { progress() {}, events() {}, late() {}, refused() {}, refusedRows() {}, fails() {} },
    stopwatch: () => 0,
    unanswered: new Map<string, string>(),
    owners: createOwners(),
  }
  const { signal } = new AbortController()
  const failed = await pull(source, deps, signal)
  assert.equal(failed.up, false)
  assert.match(failed.error ?? '', /the disk is full\. Free some space/)
  assert.equal(store.lifecycles.keptCount(), 0)
  assert.equal(store.sources.load('platform').cursor, null)

  disk.free()
  const well = await pull(source, deps, signal)
  assert.equal(well.error, null)
  assert.equal(store.lifecycles.keptCount(), 4000)
  assert.deepEqual(store.sources.load('platform').cursor, { row: 4000 })
})

test('a disk that is full while the log is copied into the database is no damage, in the same process and in the next', async t => {
  const disk = mountSmallDisk(t, 6)
  if (disk === null) return t.skip(CANNOT)
  let store = openSqliteStore(disk.folder)
  t.after(() => store.close())
  const keep = (from: number): void =>
    store.relaxed(() => {
      for (let i = from; i < from + 2_000; i++) store.sources.save(`s${i}`, BRIEF)
    })
  keep(0)
  disk.fill()
  assert.throws(() => store.checkpoint(), /slowburn\.db: the disk is full\. Free some space/)
  store.verify()
  disk.free()
  store.verify()
  keep(2_000)
  store.checkpoint()
  store.verify()
  keep(4_000)
  disk.fill()
  assert.throws(() => store.checkpoint())
  store.close()
  assert.throws(
    () => openSqliteStore(disk.folder).close(),
    /the disk is full\. Free some space, and start again/,
  )
  disk.free()
  store = openSqliteStore(disk.folder)
  store.verify()
  store.checkpoint()
  store.verify()
  assert.equal(store.sources.load('s5999').completeUpTo, NOW)
})

test('a disk that is full at each step of compaction loses no count, and compaction goes on when there is space', async t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  const store = openSqliteStore(disk.folder)
  t.after(() => store.close())
  const tasks = [...Array(600).keys()].map(i =>
    task(NOW - 60 * DAY + i * HOUR, 0, MINUTE, { subject: `t${i}` }),
  )
  const plan = planOf()
  const known = { store, ...plan, settledBefore: 0, watchdog: watchdogOf(), log: silentLogger }
  for (let i = 0; i < tasks.length; i += 50) store.transaction(() => take(tasks.slice(i, i + 50), known))
  store.sources.save('db', { cursor: null, completeUpTo: NOW, lastSuccessAt: NOW })
  await closeBuckets({
    store,
    plan,
    sources: [fakeSource('db', [])],
    labelValues: 9,
    watchdog: watchdogOf(),
    log: silentLogger,
    pause: async () => {},
    stopwatch: () => performance.now() / 1000,
    observe: { fault: () => {}, answers: () => {}, revised: () => {} },
  })
  const counted = (): number =>
    [...store.cells.read('task', 'db', 0, NOW)]
      .flatMap(({ cells }) => cells)
      .reduce((sum, { tally }) => sum + countOf(tally, tasksEnded), 0)
  assert.equal(counted(), 600)

  const keep = { events: 400 * DAY, facts: 3 * DAY, hours: 20 * DAY, days: 40 * DAY }
  let steps = 0
  let met = 0
  // Every second commit or so finds the disk full, which is freed once that has failed.
  const draw = randomStream(1, 'full disk')
  let isFull = false
  const free = (): void => {
    if (isFull) disk.free()
    isFull = false
  }
  const filling = {
    ...store,
    relaxed: <T>(work: () => T): T => {
      steps += 1
      if (!isFull && draw.chance(0.5)) {
        disk.fill()
        isFull = true
      }
      return store.relaxed(work)
    },
  }
  const deps = { store: filling, plan, keep, pause: async () => {}, stopwatch: () => 0 }
  for (let left = true; left; ) {
    try {
      left = await retain(deps, NOW)
      free()
    } catch (error) {
      assert.match(String(error), /the disk is full\. Free some space/)
      met += 1
      free()
    }
    assert.equal(counted(), 600)
  }
  assert.ok(met > 0, 'the disk was full at some step')
  assert.equal(store.lifecycles.keptCount(), 0)
  t.diagnostic(`full at ${met} of ${steps} commits`)
})

test('an alarm whose commit meets a full disk is told once when there is space again', async t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  const smtp = await startSmtp()
  t.after(() => smtp.close())
  const clock = leapingClock(START)
  const chain = openChain({ folder: disk.folder, clock, smtp: { port: smtp.port } })
  t.after(() => chain.close())
  chain.change(1)
  disk.fill()
  assert.throws(() => chain.look(), /the disk is full\. Free some space/)
  await chain.settle(HOUR)
  assert.equal(chain.store.episodes.list(9).length, 0, 'no half of the transition was kept')
  assert.equal(smtp.connections(), 0)

  disk.free()
  chain.look()
  disk.fill()
  await assert.rejects(chain.deliver(), /the disk is full/)
  assert.equal(smtp.connections(), 0, 'what cannot be written down as tried is not tried')

  disk.free()
  await chain.settle(HOUR)
  chain.recover()
  chain.look()
  await chain.settle(HOUR)
  assert.deepEqual(brokenPromises(smtp.accepted, [ANN], 0), [])
})

test('a message that was accepted while the disk ran full is not sent again', async t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  const smtp = await startSmtp()
  t.after(() => smtp.close())
  const ticking = leapingClock(START)
  let full = false
  const chain = openChain({
    folder: disk.folder,
    clock: {
      ...ticking,
      sleep(ms, signal) {
        if (full && ticking.now() > START + HOUR) disk.free()
        full &&= ticking.now() <= START + HOUR
        return ticking.sleep(ms, signal)
      },
    },
    smtp: { port: smtp.port },
    reach(point) {
      if (point !== 'after the attempt' || smtp.accepted.length > 1) return
      disk.fill()
      full = true
    },
  })
  t.after(() => chain.close())
  chain.change(1)
  chain.look()
  await chain.settle(DAY)
  assert.ok(ticking.now() > START + HOUR)
  assert.equal(chain.store.outbox.summary().counts.accepted, 1)
  assert.equal(smtp.accepted.length, 1)
})
