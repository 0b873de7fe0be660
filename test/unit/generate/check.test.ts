import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { faultsOf } from '../../../generate/check.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ROOT } from '../../support/process/checkout.ts'

const texts = new Map([
  ['same.md', 'now'],
  ['stale.md', 'now'],
  ['missing.md', 'now'],
])

function written(t: { after(done: () => void): void }): string {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'same.md'), 'now')
  writeFileSync(join(folder, 'stale.md'), 'before')
  return folder
}

describe('generated files', () => {
  test('that are stale or missing are named', t => {
    assert.deepEqual(faultsOf(written(t), texts), ['stale.md is stale', 'missing.md is missing'])
  })

  test('that are in no repository are named, though they are what would be written', t => {
    const folder = written(t)
    spawnSync('git', ['init', '-q'], { cwd: folder })
    assert.equal(faultsOf(folder, texts)[0], 'same.md is not in the repository: git add it')
    spawnSync('git', ['add', 'same.md'], { cwd: folder })
    assert.equal(faultsOf(folder, texts)[0], 'stale.md is stale')
  })

  test('are not written where an argument is unknown', () => {
    for (const argument of ['--chek', 'check', '--check=yes']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['generate/main.ts', argument], {
        cwd: ROOT,
        encoding: 'utf8',
      })
      assert.equal(status, 1)
      assert.equal(stdout, '')
      assert.match(stderr, /^[^\n]+\n$/)
    }
  })
})
