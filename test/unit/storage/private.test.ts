import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { keepPrivate, touchPrivate } from '../../../src/storage/private.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../support/folder.ts'

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

/** A data folder as an administrator may have made it: open to everybody, with all that slowburn keeps in it. */
function openFolder(t: Parameters<typeof temporaryFolder>[0]): string {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'mailbox'))
  for (const name of ['slowburn.db', 'slowburn.db-wal', 'control-token', 'link-key', 'mailbox/1.eml']) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), 0o644)
  }
  chmodSync(join(folder, 'mailbox'), 0o755)
  chmodSync(folder, 0o755)
  return folder
}

describe('a data folder that was open to everybody', () => {
  test('is closed, with database, tokens and mails', t => {
    const folder = openFolder(t)
    keepPrivate(folder)
    assert.equal(modeOf(folder), '700')
    assert.equal(modeOf(join(folder, 'mailbox')), '700')
    for (const name of ['slowburn.db', 'slowburn.db-wal', 'control-token', 'link-key', 'mailbox/1.eml']) {
      assert.equal(modeOf(join(folder, name)), '600', name)
    }
  })

  test('stays open where there is something else in it, but for what is ours', t => {
    const folder = openFolder(t)
    writeFileSync(join(folder, 'somebody-elses'), '', { mode: 0o644 })
    chmodSync(join(folder, 'somebody-elses'), 0o644)
    keepPrivate(folder)
    assert.equal(modeOf(folder), '755')
    assert.equal(modeOf(join(folder, 'somebody-elses')), '644')
    assert.equal(modeOf(join(folder, 'slowburn.db')), '600')
    assert.equal(modeOf(join(folder, 'mailbox')), '700')
  })

  test('lends its rights to nothing that a link leads to', t => {
    const [folder, elsewhere] = [openFolder(t), temporaryFolder(t)]
    chmodSync(elsewhere, 0o755)
    rmSync(join(folder, 'mailbox'), { recursive: true })
    symlinkSync(elsewhere, join(folder, 'mailbox'))
    assert.throws(() => keepPrivate(folder), /mailbox can be read by every user of this machine \(mode 755\)/)
    assert.equal(modeOf(elsewhere), '755')
    chmodSync(elsewhere, 0o700)
    keepPrivate(folder)
  })

  test('is refused where a link of ours leads to a file that stays open', t => {
    const [folder, elsewhere] = [openFolder(t), temporaryFolder(t)]
    writeFileSync(join(elsewhere, 'x.db'), '')
    chmodSync(join(elsewhere, 'x.db'), 0o666)
    rmSync(join(folder, 'slowburn.db'))
    symlinkSync(join(elsewhere, 'x.db'), join(folder, 'slowburn.db'))
    assert.throws(() => keepPrivate(folder), /slowburn\.db can be read by every user/)
    assert.equal(modeOf(join(elsewhere, 'x.db')), '666')
  })

  test('is refused where a named pipe stands in the place of a file of ours, in a folder of it too', t => {
    for (const name of ['control-token', 'slowburn.db', 'mailbox/1.eml']) {
      const folder = openFolder(t)
      rmSync(join(folder, name))
      execFileSync('mkfifo', [join(folder, name)])
      assert.throws(() => keepPrivate(folder), new RegExp(`${name} is no regular file .* Remove it`))
    }
  })

  test('is closed where it is itself reached by a link', t => {
    const [folder, elsewhere] = [openFolder(t), temporaryFolder(t)]
    symlinkSync(folder, join(elsewhere, 'data'))
    keepPrivate(join(elsewhere, 'data'))
    assert.equal(modeOf(folder), '700')
  })

  test('is refused where it is shared and everybody may replace what is in it', t => {
    const folder = openFolder(t)
    writeFileSync(join(folder, 'somebody-elses'), '')
    chmodSync(folder, 0o777)
    assert.throws(() => keepPrivate(folder), /can be written by every user of this machine.*chmod o-w/)
    chmodSync(folder, 0o755)
    keepPrivate(folder)
  })
})

describe('what is made anew', () => {
  test('is for its owner alone, whatever the mask of the process', t => {
    const before = process.umask(0)
    t.after(() => process.umask(before))
    const folder = temporaryFolder(t)
    touchPrivate(join(folder, 'file'))
    assert.equal(modeOf(join(folder, 'file')), '600')
    const store = openSqliteStore(join(folder, 'data'))
    t.after(() => store.close())
    assert.equal(modeOf(join(folder, 'data')), '700')
    for (const name of ['slowburn.db', 'slowburn.db-wal']) {
      assert.equal(modeOf(join(folder, 'data', name)), '600', name)
    }
  })
})
