// A disk that is really full: a small file system in memory, where the machine lets us mount one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { pull } from '../../src/pipeline/collect/pull.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { brokenPromises } from '../support/alerts/promises.ts'
import { ANN, openChain, START } from '../support/chain/fault-chain.ts'
import { mountSmallDisk } from '../support/chain/small-disk.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { fakeSource, taskEvent } from '../support/facts/fake-source.ts'
import { planOf } from '../support/facts/plans.ts'

const NOW = Date.UTC(2026, 4, 1)
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
    keep: 400 * DAY,
    keepFacts: 400 * DAY,
    plan: planOf(),
    observe: { progress() {}, events() {}, late() {}, refused() {}, refusedRows() {} },
    stopwatch: () => 0,
    unanswered: new Set<string>(),
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
