import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditsOf } from '../../../../src/app/audit/audits.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { auditConfig } from '../../../support/audit/audited-store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

const email = {
  sender: 'a@example.org',
  installation: 'x',
  timeZone: 'UTC',
  baseUrl: null,
  dashboardUrl: null,
}

describe('the audits of a service', () => {
  test('are made as often as its configuration says, and not at all where it wants none', async t => {
    const folder = temporaryFolder(t)
    const store = emptyStore(t, folder)
    const begin = (lines: string, program: { file: string; args: string[] } | null) => {
      const [live, ending] = [createLive(), new AbortController()]
      const config = parseConfig(auditConfig(folder, lines), {})
      const askChannel = { fault: null } as never
      const parts = { config, store, clock: manualClock(0), log: silentLogger, live, askChannel, email }
      const ended = auditsOf(parts, program, ending.signal)
      ending.abort()
      return ended.then(() => live.audits)
    }
    const program = { file: 'nowhere.cjs', args: [] }
    assert.deepEqual(await begin('', program), { every: DAY, since: 0 })
    assert.deepEqual(await begin('audit: { every: 2d, canary: { to: on call } }', program), {
      every: 2 * DAY,
      since: 0,
    })
    assert.deepEqual([await begin('audit: null', program), await begin('', null)], [null, null])
  })
})
