import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClosing, openParts } from '../../../src/app/parts.ts'
import { tickDepsOf } from '../../../src/app/tick-deps.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { SETTINGS } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('a tick is given what the configuration says of it, and nothing that only its reader may have', async t => {
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(temporaryFolder(t))}, keep_facts: 9d }
tick: 7m
sources: [{ name: app, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: on call, email: on-call@example.org }]
route: { to: [on call] }
`,
    {},
  )
  const closing = createClosing(silentLogger)
  t.after(() => closing.run())
  const parts = await openParts({ config, clock: manualClock(0), log: silentLogger }, closing)
  const told: unknown[] = []
  const deps = tickDepsOf(parts, SETTINGS, { onProgress: (...args) => told.push(args) })
  assert.deepEqual([deps.interval, deps.keep.facts], [7 * MINUTE, 9 * DAY])
  assert.deepEqual(
    deps.alerting.contacts.map(({ name }) => name),
    ['on call'],
  )
  assert.equal(await deps.trace('tick', async () => 'done'), 'done')
  assert.doesNotMatch(JSON.stringify(deps.settings), /a-token-of-twenty-letters/)
  deps.onProgress('app', 0.5)
  assert.deepEqual(told, [['app', 0.5]])
})
