import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { swapIn } from '../../../../src/operations/backup/swap.ts'
import { temporaryFolder } from '../../../support/folder.ts'

function folders(t: TestContext) {
  const folder = temporaryFolder(t)
  const [stage, aside] = [join(folder, 'stage'), join(folder, 'aside')]
  mkdirSync(stage)
  for (const name of ['a', 'b']) writeFileSync(join(folder, name), 'old')
  writeFileSync(join(stage, 'a'), 'new')
  return { folder, stage, aside, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

test('files come in, and those that were there are aside', t => {
  const { read, ...where } = folders(t)
  swapIn({ ...where, incoming: ['a'], outgoing: ['a', 'b'] })
  assert.deepEqual([read('a'), read('aside/a'), read('aside/b')], ['new', 'old', 'old'])
  assert.deepEqual(readdirSync(where.stage), [])
})

test('where one of them cannot be moved, all are where they were', t => {
  const { read, ...where } = folders(t)
  assert.throws(
    () => swapIn({ ...where, incoming: ['a', 'missing'], outgoing: ['a', 'b'] }),
    /cannot be changed: ENOENT.*What was there before is there still/,
  )
  assert.deepEqual([read('a'), read('b'), read('stage/a')], ['old', 'old', 'new'])
  assert.equal(existsSync(where.aside), false)
})
