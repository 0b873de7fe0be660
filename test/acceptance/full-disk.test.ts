// A disk that is really full: a small file system in memory, where the machine lets us mount one.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { collect } from '../../src/app/collect.ts'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import type { Store } from '../../src/storage/store.ts'
import { fakeSource, taskEvent } from '../support/fake-source.ts'

const NOW = Date.UTC(2026, 4, 1)

test('a full disk is said in one line, keeps nothing half-written, and is over when there is space again', async t => {
  let store: Store | null = null
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-test-'))
  t.after(() => {
    store?.close()
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status === 0
  if (!mounted) return t.skip('a file system in memory cannot be mounted here')

  store = openSqliteStore(folder)
  const filler = join(folder, 'filler')
  try {
    writeFileSync(filler, Buffer.alloc(3_000_000))
  } catch (error) {
    assert.match(String(error), /ENOSPC/)
  }
  const events = [...Array(4000).keys()].map(i => taskEvent(String(i), 'task.queued', NOW - HOUR))
  const batch = [{ events, cursor: { row: 4000 }, completeUpTo: NOW }]
  const source = fakeSource('platform', [batch, batch])
  const deps = {
    store,
    clock: manualClock(NOW),
    log: silentLogger,
    keep: 400 * DAY,
    observe: { progress() {}, events() {}, late() {}, overflow() {}, refused() {} },
    stopwatch: () => 0,
  }
  const { signal } = new AbortController()
  const failed = await collect(source, deps, signal)
  assert.equal(failed.up, false)
  assert.match(failed.error ?? '', /the disk is full\. Free some space/)
  assert.equal(store.events.count(), 0)
  assert.equal(store.sources.load('platform').cursor, null)

  rmSync(filler)
  const well = await collect(source, deps, signal)
  assert.equal(well.error, null)
  assert.equal(store.events.count(), 4000)
  assert.deepEqual(store.sources.load('platform').cursor, { row: 4000 })
})
