import assert from 'node:assert/strict'
import childProcess, { execFileSync } from 'node:child_process'
import fs, { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import {
  blockingCallAt,
  createNotes,
  noteBlockingCalls,
} from '../../../../src/core/loop-guard/blocking-calls.ts'
import type { Interruption } from '../../../../src/core/loop-guard/interruption.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'

const toy: Owner = { kind: 'source', name: 'toy' }

function noting(long: number) {
  const owners = createOwners()
  const notes = createNotes()
  const ended: Array<Interruption & { noted: Interruption | null }> = []
  const beat = 7
  const release = noteBlockingCalls({
    notes,
    beat: () => beat,
    current: owners.current,
    onLong: one => void ended.push({ ...one, noted: blockingCallAt(notes, beat) }),
    long,
  })
  return { owners, notes, ended, release }
}

describe('a call into the system', () => {
  test('of a part is written down while it lasts, where another thread can read it', () => {
    const { owners, notes, release } = noting(60)
    let seen: Interruption | null = null
    // A getter is read inside of the call.
    const options = {
      get encoding(): 'utf8' {
        seen = blockingCallAt(notes, 7)
        assert.equal(blockingCallAt(notes, 8), null, 'what a turn of the loop has left behind')
        return 'utf8'
      },
    }
    const read = owners.under(toy, () => readFileSync('package.json', options))
    release()
    assert.match(read, /slowburn/)
    assert.deepEqual(seen, { owner: toy, place: 'a call of fs.readFileSync' })
    assert.equal(blockingCallAt(notes, 7), null)
  })

  test('that lasts long is named by whom it was made, once, and none of slowburn itself', () => {
    const { owners, ended, release } = noting(0.6)
    const sleep = (): unknown => execFileSync('sleep', ['0.8'])
    sleep()
    assert.deepEqual(ended, [])
    owners.under(toy, sleep)
    owners.under(toy, () => assert.throws(() => execFileSync('no such program'), /ENOENT/))
    release()
    assert.deepEqual(ended, [{ owner: toy, place: 'a call of child_process.execFileSync', noted: null }])
  })

  test('is as it was once that is over', () => {
    const before = {
      existsSync: fs.existsSync,
      execSync: childProcess.execSync,
      native: fs.realpathSync.native,
    }
    const { release } = noting(60)
    assert.notEqual(fs.existsSync, before.existsSync)
    assert.equal(existsSync, fs.existsSync)
    assert.equal(fs.realpathSync.native, before.native)
    release()
    assert.equal(fs.existsSync, before.existsSync)
    assert.equal(existsSync, before.existsSync)
    assert.equal(childProcess.execSync, before.execSync)
  })
})
