import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { runScheduledAudits } from '../../../../src/app/audit/scheduled.ts'
import { type ManualClock, manualClock } from '../../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createLive } from '../../../../src/pipeline/status.ts'
import { keptAudit, keptCard } from '../../../support/audit/kept.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

const START = Date.UTC(2026, 10, 1)
const REPORT = JSON.stringify({ audit: keptAudit(), cards: [{ seriesId: 1, card: keptCard() }] })

/** Schedules a program of these lines. */
function scheduled(t: TestContext, lines: string, canary?: { send: () => string; within: number }) {
  const folder = temporaryFolder(t)
  const store = emptyStore(t, join(folder, 'data'))
  store.series.ensure('a', 'task_throughput', {}, HOUR, 1)
  const file = join(folder, 'program.cjs')
  writeFileSync(file, lines)
  const clock = manualClock(START)
  const live = { ...createLive(), lastTickAt: START }
  const ending = new AbortController()
  const program = { file, args: ['--some'] }
  const ended = runScheduledAudits(
    { every: DAY, program, store, live, clock, log: silentLogger, ...(canary && { canary }) },
    ending.signal,
  )
  const end = async (): Promise<void> => {
    ending.abort()
    await ended
  }
  return { store, clock, live, end, file }
}

/** Real milliseconds for a process to start and end, however loaded the machine is. */
const PATIENCE = 60_000

/** Moves on by minutes until so many audits are kept; after an hour so slowly that none is killed before its time. */
async function until(
  count: number,
  { store, clock }: { store: ReturnType<typeof scheduled>['store']; clock: ManualClock },
): Promise<number> {
  const [from, began] = [clock.now(), performance.now()]
  while (store.audits.list(99).length < count && performance.now() - began < PATIENCE) {
    clock.advance(MINUTE)
    await new Promise(resolve => setTimeout(resolve, clock.now() - from > HOUR ? 50 : 1))
  }
  return clock.now() - from
}

describe('scheduled audits', () => {
  test('begin an hour after the start, and keep what the process reports in one commit', async t => {
    const run = scheduled(t, `process.send(${REPORT})`)
    const took = await until(1, run)
    const [kept] = run.store.audits.list(1)
    assert.ok(took >= HOUR, String(took))
    assert.deepEqual({ ...kept, endedAt: 0 }, { ...keptAudit(), endedAt: 0 })
    assert.ok((kept?.endedAt ?? 0) >= START + HOUR)
    assert.deepEqual(run.store.audits.card(1), keptCard())
    assert.equal(run.live.audits?.every, DAY)
    await run.end()
  })

  test('one that dies midway, reports nonsense or cannot be started broke, and says with which last words', async t => {
    const cases = [
      [
        "process.stderr.write('no space left\\n'); process.kill(process.pid, 'SIGKILL')",
        /^It ended with SIGKILL and without a verdict: no space left$/,
      ],
      ["process.send({ audit: 'fine', cards: [] })", /^It ended with code 0 and without a verdict: $/],
      ['process.exit(3)', /code 3/],
    ] as const
    for (const [lines, words] of cases) {
      const run = scheduled(t, lines)
      await until(1, run)
      const [kept] = run.store.audits.list(1)
      assert.deepEqual([kept?.verdict, kept?.at], ['broken', null])
      assert.match(kept?.findings[0]?.words ?? '', words)
      assert.deepEqual(run.store.audits.cards(), [])
      await run.end()
    }
  })

  test('what one that is killed had copied is gone', async t => {
    const file = join(temporaryFolder(t), 'left')
    const lines = `const { writeFileSync } = require('node:fs')
writeFileSync(process.env.TMPDIR + '/copy', 'x')
writeFileSync(${JSON.stringify(file)}, process.env.TMPDIR)
process.kill(process.pid, 'SIGKILL')`
    const run = scheduled(t, lines)
    await until(1, run)
    assert.equal(run.store.audits.list(1)[0]?.verdict, 'broken')
    const left = readFileSync(file, 'utf8')
    assert.ok(left.includes('slowburn-audit-') && !existsSync(left), left)
    await run.end()
  })

  test('one that hangs is killed when the next is due, and broke', async t => {
    const run = scheduled(t, 'setInterval(() => {}, 1000)')
    run.clock.advance(2 * HOUR)
    await new Promise(resolve => setTimeout(resolve, 300))
    run.clock.advance(DAY)
    await until(1, run)
    assert.match(run.store.audits.list(1)[0]?.findings[0]?.words ?? '', /SIGKILL/)
    await run.end()
  })

  test('a canary of which no receipt comes fails an audit that has passed', async t => {
    const run = scheduled(t, `process.send(${REPORT})`, { send: () => 't1', within: 0 })
    await until(1, run)
    const [kept] = run.store.audits.list(1)
    assert.deepEqual([kept?.verdict, kept?.findings.map(({ what }) => what)], ['fail', ['canary']])
    await run.end()
  })

  test('what is under way when the service ends is ended, and nothing of it is kept', async t => {
    const run = scheduled(t, 'setInterval(() => {}, 1000)')
    run.clock.advance(2 * HOUR)
    await new Promise(resolve => setTimeout(resolve, 300))
    await run.end()
    assert.deepEqual(run.store.audits.list(9), [])
  })

  test('an audit that lies in the future, for the clock has jumped back, does not put off the next for long', async t => {
    const run = scheduled(t, `process.send(${REPORT})`)
    run.store.audits.add(keptAudit({ endedAt: START + 400 * DAY, verdict: 'fail' }), [])
    run.clock.advance(DAY + HOUR)
    await until(2, run)
    assert.equal(run.store.audits.list(9).length, 2)
    await run.end()
  })
})
