// An audit of a store that a slowburn has left after seven weeks, from the events that its source would bring to the rendered message.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { runAudit } from '../../src/app/audit/audit.ts'
import type { Audit } from '../../src/assurance/audit/audit.ts'
import { parseConfig } from '../../src/config/load.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { temporaryFolder } from '../support/folder.ts'
import { liveConfig, runLive } from '../support/replay/live-run.ts'

async function audited(folder: string, lines = ''): Promise<Audit> {
  const config = parseConfig(`${liveConfig(folder)}${lines}`, {})
  const request = { folder, config, log: silentLogger, wants: () => true, onProgress: () => {}, share: 1 }
  return await runAudit(request, new AbortController().signal)
}

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).toSorted())
    hash.update(name).update(readFileSync(join(folder, name)))
  return hash.digest('hex')
}

async function left(t: TestContext): Promise<string> {
  const folder = join(temporaryFolder(t), 'data')
  await runLive(folder)
  return folder
}

describe('an audit of what seven weeks have left', () => {
  test('passes, and has a retry storm, a dead collector and a dropped column reported', async t => {
    const folder = await left(t)
    const before = digestOf(folder)
    const audit = await audited(folder)
    assert.equal(digestOf(folder), before, 'every byte of it is as it was')
    assert.deepEqual([audit.verdict, audit.findings], ['pass', []])
    const subjects = new Map(
      audit.facts.map(one => [one.plant, 'unplanted' in one ? null : (one.reported?.subject ?? null)]),
    )
    assert.match(subjects.get('retry storm') ?? '', /failure rate of (build|test)/)
    assert.match(subjects.get('dead collector') ?? '', /SlowburnSourceBlind of platform/)
    assert.match(subjects.get('dropped column') ?? '', /SlowburnSourceBlind of platform, planted/)

    const without = await audited(folder, "rules: [{ name: some, indicators: ['task_run_time_*'] }]\n")
    assert.equal(without.verdict, 'fail')
    const words = without.findings.map(finding => finding.words).join('\n')
    assert.match(words, /No rule watches Task failure rate of build/)
    assert.match(words, /A retry storm was planted/)
  })
})
