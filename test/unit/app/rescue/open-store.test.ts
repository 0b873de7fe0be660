import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '../../../../src/app/rescue/open-store.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'
import { fullDatabase, leavesOf, overwrite } from '../../../support/storage/damaged.ts'

const clock = manualClock(Date.UTC(2026, 10, 16))

test('a store that is whole is opened without a word', t => {
  const folder = temporaryFolder(t)
  fullDatabase(folder)
  const { log, lines } = linesOf()
  openStore({ folder, clock, log }).close()
  assert.deepEqual(lines, [])
})

test('a store whose pages the disk has lost is read as far as it goes, which is said', t => {
  const folder = temporaryFolder(t)
  const file = fullDatabase(folder)
  const [page = 0] = leavesOf(file, 'streams')
  overwrite(file, { from: page, to: page + 1 })
  const { log, lines } = linesOf()
  const store = openStore({ folder, clock, log })
  t.after(() => store.close())
  assert.match(lines.join(''), /the database is damaged[\s\S]*could be read of it was kept.*torn=streams/)
  assert.equal(
    store.setAside.counts().reduce((sum, one) => sum + one.rows, 0),
    1,
  )
  assert.deepEqual(
    readdirSync(folder).filter(name => name.startsWith('replaced-')),
    ['replaced-20261116T000000Z'],
  )
})

test('what is no database is left where it lies', t => {
  const folder = temporaryFolder(t)
  writeFileSync(
    join(folder, 'slowburn.db'),
    'something else, and longer than the header of a database'.repeat(99),
  )
  const { log } = linesOf()
  assert.throws(() => openStore({ folder, clock, log }), /it is not a slowburn database/)
  assert.deepEqual(
    readdirSync(folder).filter(name => !name.startsWith('slowburn.db')),
    [],
  )
})
