import assert from 'node:assert/strict'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SourceError } from '../../../../src/core/errors.ts'
import { filesOf } from '../../../../src/sources/jsonl/find.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('a file, a folder and a pattern lead to files, each once, the one that changed longest ago first', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'inner'))
  for (const [name, age] of [
    ['b.jsonl', 1],
    ['a.jsonl', 2],
    ['a.jsonl.1', 3],
  ] as const) {
    writeFileSync(join(folder, name), '{}\n')
    utimesSync(join(folder, name), 1000 - age, 1000 - age)
  }
  const names = async (...patterns: string[]) =>
    (await filesOf(patterns)).map(({ path }) => path.slice(folder.length + 1))
  assert.deepEqual(await names(folder), ['a.jsonl.1', 'a.jsonl', 'b.jsonl'])
  assert.deepEqual(await names(join(folder, 'a.*'), join(folder, 'a.jsonl')), ['a.jsonl.1', 'a.jsonl'])
})

test('a pattern that leads nowhere is a fault: nothing can be seen there', async t => {
  await assert.rejects(filesOf([join(temporaryFolder(t), '*.jsonl')]), SourceError)
})
