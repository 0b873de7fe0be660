import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeDeps } from '../../../../src/app/replay/deps.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore, replayConfig } from '../../../support/replay/recorded-store.ts'

describe('what a tick over a store of its own is made of', () => {
  test('has nothing to send with or to sign by, and no tick shorter than a minute', async t => {
    const folder = temporaryFolder(t)
    const recorded = emptyStore(t, folder)
    const config = parseConfig(replayConfig(folder).replace('tick: 1h', 'tick: 1s'), {})
    const closing: Array<() => Promise<void> | void> = []
    const made = await makeDeps(
      { config, clock: manualClock(0), log: silentLogger, recorded, calendarsFrom: 0, closing },
      new AbortController().signal,
    )
    const deps = made(recorded)
    for (const step of closing) await step()
    assert.equal(deps.interval, MINUTE)
    assert.ok(
      !('notifiers' in deps) && !('dkim' in deps.alerting.email) && !('actsFor' in deps.alerting.email),
    )
  })
})
