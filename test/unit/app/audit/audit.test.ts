import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runAudit } from '../../../../src/app/audit/audit.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { auditConfig, keepIn } from '../../../support/audit/audited-store.ts'
import { temporaryFolder } from '../../../support/folder.ts'

function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const folder = join(temporaryFolder(t), 'data')
  keepIn(folder)
  const config = parseConfig(auditConfig(folder), {})
  const shares: number[] = []
  const request = {
    folder,
    config,
    log: silentLogger,
    wants: () => true,
    onProgress: (share: number) => void shares.push(share),
  }
  return { folder, request, shares }
}

const left = (): string[] =>
  readdirSync(process.env.TMPDIR ?? '/tmp').filter(name => /^slowburn-(audit|shadow)-/.test(name))

describe('an audit of a folder', () => {
  test('leaves every byte of it as it was, and nothing behind', async t => {
    const { folder, request, shares } = setUp(t)
    const [before, had] = [digestOf(folder), left()]
    const { verdict } = await runAudit(request, new AbortController().signal)
    assert.deepEqual([verdict, shares], ['pass', [1]])
    assert.equal(digestOf(folder), before)
    assert.deepEqual(
      left().filter(name => !had.includes(name)),
      [],
    )
  })

  test('that is ended midway rejects, and leaves nothing behind', async t => {
    const { folder, request } = setUp(t)
    const [before, had] = [digestOf(folder), left()]
    const ending = new AbortController()
    setTimeout(() => ending.abort(new Error('ended')), 700)
    await assert.rejects(runAudit(request, ending.signal), /ended/)
    assert.equal(digestOf(folder), before)
    assert.deepEqual(
      left().filter(name => !had.includes(name)),
      [],
    )
  })

  test('of a folder that holds nothing rejects in one line', async t => {
    const { request } = setUp(t)
    const folder = temporaryFolder(t)
    await assert.rejects(
      runAudit({ ...request, folder }, new AbortController().signal),
      /holds no slowburn\.db/,
    )
  })
})

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).toSorted())
    hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}
