import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { headOf, placeIn, tailOf } from '../../../../src/sources/jsonl/place.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('a file is the same one after it was compressed, and another after it was cut and written anew', async t => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'a.jsonl')
  const text = '{"event":"start"}\n{"n":1}\n{"n":2}\n'
  writeFileSync(path, text)
  const head = (await headOf(path)) ?? assert.fail('its first line is whole')
  const place = { head, offset: text.length, tail: await tailOf(path, text.length), done: null }
  writeFileSync(`${path}.gz`, gzipSync(text))
  assert.equal(await headOf(`${path}.gz`), head)
  assert.equal(await placeIn(`${path}.gz`, head, [place]), place)
  writeFileSync(path, '{"event":"start"}\n{"n":3}\n{"n":4}\n')
  assert.equal((await placeIn(path, head, [place])).offset, 0)
})

test('a file whose first line is not whole has no beginning yet', async t => {
  const path = join(temporaryFolder(t), 'a.jsonl')
  writeFileSync(path, '{"event":')
  assert.equal(await headOf(path), null)
})
