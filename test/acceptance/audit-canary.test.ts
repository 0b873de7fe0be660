// A canary end to end: from a service over a real mail server to whoever holds the mail, and its receipt back by HTTP.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { runService } from '../../src/app/service.ts'
import { parseConfig } from '../../src/config/load.ts'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { HOUR } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { keptAudit } from '../support/audit/kept.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { temporaryFolder } from '../support/folder.ts'

/** A service two hours after its start, whose audits pass but for their canary. */
async function audited(t: TestContext) {
  const smtp = await startSmtp()
  const folder = temporaryFolder(t)
  const file = join(folder, 'audit.cjs')
  writeFileSync(file, `process.send(${JSON.stringify({ audit: keptAudit(), cards: [] })})`)
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
tick: 1s
sources: [{ name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: canary, email: canary@example.org }]
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
audit: { canary: { to: canary, within: 20s } }
`,
    {},
  )
  let later = 0
  const clock: Clock = {
    now: () => systemClock.now() + later,
    sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 1000), signal),
  }
  const listening = Promise.withResolvers<string>()
  const ending = new AbortController()
  const options = {
    config,
    clock,
    log: silentLogger,
    demo: null,
    audits: { file, args: [] },
    onProgress: () => {},
    onListening: listening.resolve,
    onFirstTick: () => {
      later = 2 * HOUR
    },
  }
  const ended = runService(options, ending.signal)
  t.after(async () => {
    ending.abort()
    await ended
    await smtp.close()
  })
  const page = await listening.promise
  const verdict = async (): Promise<string> => {
    for (let tries = 0; tries < 300; tries += 1) {
      const metrics = await (await fetch(`${page}metrics`)).text()
      const [, found] = /^slowburn_audit_verdict\{verdict="(\w+)"\} 1$/m.exec(metrics) ?? []
      if (found !== undefined) return found
      await wait(300)
    }
    return 'none'
  }
  return { smtp, page, verdict }
}

describe('a canary', { timeout: 240_000 }, () => {
  test('whose mail arrives, and is posted back by whoever holds it, lets the audit pass', async t => {
    const { smtp, page, verdict } = await audited(t)
    while (smtp.accepted.length === 0) await wait(100)
    const text = smtp.accepted[0]?.raw.toString().replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? ''
    const path = /\/(receipt\/[\w.-]+)/.exec(text)?.[1] ?? ''
    assert.equal((await fetch(`${page}${path}`)).status, 200, 'opening it does nothing')
    assert.equal((await fetch(`${page}${path}`, { method: 'POST' })).status, 200)
    assert.equal(await verdict(), 'pass')
  })

  test('that the mail server takes and swallows makes the audit fail', async t => {
    const { smtp, page, verdict } = await audited(t)
    assert.equal(await verdict(), 'fail')
    assert.equal(smtp.accepted.length, 1, 'the server had taken it')
    const audits = await (await fetch(`${page}audits`)).text()
    assert.match(audits, /A canary was sent the way of every alert, and no receipt of it has come within 20s/)
  })
})
