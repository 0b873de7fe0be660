import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { runRecovery } from '../../../../src/app/rescue/recovery.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { SECOND } from '../../../../src/core/duration.ts'
import { messageOf } from '../../../../src/core/errors.ts'
import type { Live } from '../../../../src/pipeline/status.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'

function setup(t: TestContext, why: string | null = null) {
  const folder = temporaryFolder(t)
  const clock = manualClock(Date.UTC(2026, 4, 1))
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  store.transaction(() => store.series.setMark('retention', 7))
  const live: Pick<Live, 'fault'> = { fault: null }
  const { log, lines } = linesOf()
  let starts = 0
  const startAnew = (): string | null => {
    starts += 1
    return why
  }
  const ending = new AbortController()
  const running = runRecovery({ live, store, folder, clock, log, startAnew }, ending.signal)
  t.after(async () => {
    ending.abort()
    await running
  })
  return {
    folder,
    store,
    live,
    lines,
    running,
    starts: () => starts,
    /** As ticks find it. */
    fails() {
      try {
        store.verify()
      } catch (error) {
        live.fault = { stage: 'collect', message: messageOf(error) }
      }
    },
    async pass(seconds: number) {
      for (let s = 0; s < seconds; s += 5) {
        clock.advance(5 * SECOND)
        await nextTurn()
      }
    },
  }
}

describe('the rescue of a database', () => {
  test('waits half a minute, in which it may be put back by a person', async t => {
    const { folder, live, fails, pass, starts, running } = setup(t)
    rmSync(join(folder, 'slowburn.db'))
    fails()
    assert.match(live.fault?.message ?? '', /was removed/)
    await pass(25)
    assert.deepEqual([starts(), readdirSync(folder).includes('slowburn.db')], [0, false])
    await pass(15)
    await running
    assert.deepEqual([starts(), readdirSync(folder).includes('slowburn.db')], [1, true])
  })

  test('does nothing where ticks fail for something else', async t => {
    const { live, pass, starts, folder } = setup(t)
    live.fault = { stage: 'close', message: 'database slowburn.db: the disk is full' }
    await pass(300)
    assert.equal(starts(), 0)
    assert.deepEqual(
      readdirSync(folder).filter(name => !name.startsWith('slowburn.db')),
      [],
    )
  })

  test('looks at all of it where a tick has met a damaged page, and finds it whole', async t => {
    const { live, pass, starts } = setup(t)
    live.fault = { stage: 'close', message: 'database disk image is malformed' }
    await pass(300)
    assert.equal(starts(), 0)
  })

  test('that is not possible is said once, and left to a person', async t => {
    const { folder, fails, pass, starts, lines, running } = setup(
      t,
      'this Node.js cannot replace its process',
    )
    rmSync(join(folder, 'slowburn.db'))
    fails()
    await pass(60)
    await running
    assert.equal(starts(), 1)
    assert.match(lines.join(''), /start slowburn again, for it cannot itself.*cannot replace its process/)
  })

  test('is tried again where it fails, as on a full disk, and the reason is said once', async t => {
    const { folder, fails, pass, starts, lines, running } = setup(t)
    rmSync(join(folder, 'slowburn.db'))
    for (const one of [1, 2, 3, 4, 5]) mkdirSync(join(folder, `replaced-${one}`))
    fails()
    await pass(15 * 60)
    assert.equal(starts(), 0)
    assert.equal(
      lines.filter(line => /cannot be rescued.*holds 5 databases/.test(line)).length,
      1,
      lines.join(''),
    )
    rmSync(join(folder, 'replaced-1'), { recursive: true })
    await pass(6 * 60)
    await running
    assert.equal(starts(), 1)
  })
})
