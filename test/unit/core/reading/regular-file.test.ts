import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readRegular } from '../../../../src/core/reading/regular-file.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('a file is read, and what a link leads to; a pipe, a device and a folder are refused at once', t => {
  const folder = temporaryFolder(t)
  const [file, link, pipe] = ['file', 'link', 'pipe'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(file, 'secret')
  symlinkSync(file, link)
  execFileSync('mkfifo', [pipe])
  assert.equal(readRegular(file).toString(), 'secret')
  assert.equal(readRegular(link).toString(), 'secret')
  for (const other of [pipe, '/dev/zero', folder])
    assert.throws(() => readRegular(other), /is no regular file/)
  assert.throws(() => readRegular(join(folder, 'gone')), /ENOENT/)
})
