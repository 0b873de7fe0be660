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
  const request = {
    folder,
    config,
    log: silentLogger,
    wants: () => true,
    share: 1,
    onProgress: () => {},
  }
  const temporary = temporaryFolder(t)
  const own = process.env.TMPDIR
  process.env.TMPDIR = temporary
  t.after(() => {
    if (own === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = own
  })
  return { folder, request, left: () => readdirSync(temporary) }
}

describe('an audit of a folder', () => {
  test('that is ended midway rejects, and leaves nothing behind', async t => {
    const { folder, request, left } = setUp(t)
    const before = digestOf(folder)
    const ending = new AbortController()
    setTimeout(() => ending.abort(new Error('ended')), 700)
    await assert.rejects(runAudit(request, ending.signal), /ended/)
    assert.equal(digestOf(folder), before)
    assert.deepEqual(left(), [])
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
