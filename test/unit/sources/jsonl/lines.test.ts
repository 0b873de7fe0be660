import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bytesAt, type Line, LONGEST_LINE, linesFrom } from '../../../../src/sources/jsonl/lines.ts'
import { temporaryFolder } from '../../../support/folder.ts'

async function all(path: string, start = 0): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of linesFrom(path, start)) lines.push(line)
  return lines
}

test('lines are whole lines, from any place on, of compressed files as well', async t => {
  const folder = temporaryFolder(t)
  for (const name of ['a.jsonl', 'a.jsonl.gz']) {
    const path = join(folder, name)
    const bytes = Buffer.from('eins\nzwei ü\nhalf')
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(bytes) : bytes)
    assert.deepEqual(await all(path), [
      { text: 'eins', end: 5 },
      { text: 'zwei ü', end: 13 },
    ])
    assert.deepEqual(await all(path, 5), [{ text: 'zwei ü', end: 13 }])
    assert.equal(String(await bytesAt(path, 5, 4)), 'zwei')
  }
})

test('a line that is too long is passed over, and those after it are read', async t => {
  const path = join(temporaryFolder(t), 'a.jsonl')
  writeFileSync(path, `${'x'.repeat(3 * LONGEST_LINE)}\nnext\n`)
  assert.deepEqual(await all(path), [
    { text: null, end: 3 * LONGEST_LINE + 1 },
    { text: 'next', end: 3 * LONGEST_LINE + 6 },
  ])
})
