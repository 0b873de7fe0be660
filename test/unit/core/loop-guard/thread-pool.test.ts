import assert from 'node:assert/strict'
import { AsyncResource } from 'node:async_hooks'
import { execFileSync } from 'node:child_process'
import { pbkdf2, pbkdf2Sync } from 'node:crypto'
import { closeSync, open, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'
import { followPool, probePool } from '../../../../src/core/loop-guard/thread-pool.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const FILES = 'FSREQCALLBACK'
const NAMES = 'GETADDRINFOREQWRAP'

test('threads that are filled with calls that do not end are seen, each time', async t => {
  const pipe = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [pipe])
  const filled: number[] = []
  const release = probePool(40, () => filled.push(performance.now()))
  t.after(release)
  for (const times of [1, 2]) {
    const opened = Array.from({ length: 4 }, () => promisify(open)(pipe, 'r'))
    while (filled.length < times) await wait(5)
    await wait(300)
    assert.equal(filled.length, times)
    const writer = openSync(pipe, 'r+')
    for (const reader of await Promise.all(opened)) closeSync(reader)
    closeSync(writer)
  }
})

describe('who holds the threads', () => {
  const toy: Owner = { kind: 'source', name: 'toy' }
  const other: Owner = { kind: 'notifier', name: 'other' }

  /** As Node.js makes such calls; ends them in any order. */
  function following() {
    const owners = createOwners()
    const followed = followPool(owners)
    // Whoever has called keeps it: Node.js ends one that nobody has.
    const calls: AsyncResource[] = []
    const call = (owner: Owner | null, type: string): void =>
      void calls.push(owners.under(owner, () => new AsyncResource(type)))
    const endAll = (): void => {
      for (const one of calls) one.runInAsyncScope(() => undefined)
    }
    return { ...followed, owners, call, endAll }
  }

  test('is who came first, however many calls of others wait behind', t => {
    const { call, holder, stop } = following()
    t.after(stop)
    assert.equal(holder(), null)
    for (const owner of [toy, other, toy, toy]) call(owner, FILES)
    for (let i = 0; i < 20; i++) call(other, FILES)
    assert.deepEqual(holder(), { owner: toy, place: '3 calls of fs that do not end' })
  })

  test('is nobody whose calls have ended', t => {
    const { call, endAll, holder, stop } = following()
    t.after(stop)
    for (let i = 0; i < 4; i++) call(toy, FILES)
    assert.notEqual(holder(), null)
    endAll()
    call(toy, 'HTTPCLIENTREQUEST')
    assert.equal(holder(), null)
  })

  test('is nobody for what crypto does at once', async t => {
    const { owners, holder, stop } = following()
    t.after(stop)
    owners.under(toy, () => pbkdf2Sync('a', 'b', 1, 8, 'sha1'))
    owners.under(other, () => pbkdf2('a', 'b', 1, 8, 'sha1', () => undefined))
    assert.deepEqual(holder(), { owner: other, place: 'a call of crypto that does not end' })
    while (holder() !== null) await wait(1)
  })

  test('is nobody where slowburn itself has as many', t => {
    const { call, holder, stop } = following()
    t.after(stop)
    for (const owner of [null, toy, null, toy]) call(owner, FILES)
    assert.equal(holder(), null)
  })

  test('have two threads at most for names', t => {
    const { call, holder, stop } = following()
    t.after(stop)
    for (let i = 0; i < 9; i++) call(other, NAMES)
    for (let i = 0; i < 2; i++) call(toy, FILES)
    assert.equal(holder()?.place, '2 calls of dns that do not end')
    call(toy, FILES)
    assert.equal(holder()?.owner, other, 'a third has no thread')
  })

  test('is not followed any longer than that is asked for', () => {
    const { call, holder, stop } = following()
    stop()
    call(toy, FILES)
    assert.equal(holder(), null)
  })
})
