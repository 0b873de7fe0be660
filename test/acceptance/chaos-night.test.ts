// A night of chaos on the whole service: a real PostgreSQL that is killed, frozen, cut off, locked, hidden or closed to us, a mail server
// that fails, hangs or is away, a full disk, a clock that leaps, and kill -9 of slowburn. Judged from outside: what was planted, what
// the mail server took, and what the database holds. Ten virtual hours; CHAOS_NIGHTS=20 plays as many days of 24 hours, each by a
// seed of its own, from CHAOS_FROM on.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { HOUR } from '../../src/core/duration.ts'
import { tasksEnded } from '../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../src/indicators/tally.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { mountSmallDisk } from '../support/chain/small-disk.ts'
import { startFastSmtp } from '../support/delivery/fast-smtp.ts'
import { temporaryFolder } from '../support/folder.ts'
import { brokenInNight } from '../support/night/judge.ts'
import { Night, type NightLog, TICK } from '../support/night/night.ts'
import { createPlatform, OUTAGES, type OutageKind } from '../support/night/platform.ts'
import { freePort, startPostgres, withoutPostgres } from '../support/postgres/postgres.ts'

const NIGHTS = Number(process.env.CHAOS_NIGHTS ?? 0)
const FROM = Number(process.env.CHAOS_FROM ?? 1)
const HOURS = NIGHTS > 0 ? 24 : 9
const CALM = HOUR
/** Of those that are left out in the short form each tick takes seconds. */
const QUICK: readonly OutageKind[] = ['refused', 'password', 'hidden']
const ORIGIN = Date.UTC(2025, 4, 5)

async function play(t: TestContext, seed: number): Promise<{ log: NightLog; said: string }> {
  const server = await startPostgres()
  t.after(() => server.stop())
  const time = { origin: ORIGIN, from: Date.now(), rate: 10 }
  const platform = await createPlatform(server, time, seed)
  t.after(() => platform.close())
  const disk = mountSmallDisk(t, 64)
  const folder = disk?.folder ?? temporaryFolder(t)
  const night = new Night(
    {
      seed,
      ticks: (HOURS * HOUR) / TICK,
      calm: CALM / TICK,
      platform,
      time,
      folder,
      disk,
      outages: NIGHTS > 0 ? OUTAGES : QUICK,
      port: await freePort(),
    },
    await startFastSmtp(),
  )
  t.after(() => night.kill())
  const said = await night.play()
  assert.equal(takenIn(join(folder, 'data')), await platform.ended(), `tasks that ended\n${said}`)
  return { log: night.log, said }
}

/** Tasks that ended, each counted once, as the store of a service that has ended has them. */
function takenIn(folder: string): number {
  const store = openSqliteStore(folder)
  try {
    return [...store.cells.read('task', 'platform', 0, Number.MAX_SAFE_INTEGER)]
      .flatMap(({ cells }) => cells)
      .reduce((sum, { tally }) => sum + countOf(tally, tasksEnded), 0)
  } finally {
    store.close()
  }
}

/** The judge finds a mail that is lost, one that comes late, one that comes in other bytes, and one about nothing. */
function assertJudged(log: NightLog): void {
  const of = (mails: NightLog['mails']): string => brokenInNight({ ...log, mails, excused: 1000 }).join('\n')
  const { mails } = log
  assert.match(of(mails.filter(({ bytes }) => !bytes.includes('kind0x'))), /kind0x was never notified/)
  assert.match(of(mails.map(one => ({ ...one, tick: one.tick + 60 }))), /came in tick \d+, due in/)
  const [first] = mails
  assert.ok(first !== undefined)
  const changed = { ...first, bytes: Buffer.concat([first.bytes, Buffer.from('x')]) }
  assert.match(of([...mails, changed]), /other bytes/)
  const text = first.bytes.toString('latin1')
  const about = Buffer.from(
    text.replaceAll(/cause\d+x|kind\d+x/g, 'kind3x').replace('Message-ID: <', 'Message-ID: <x'),
    'latin1',
  )
  assert.match(of([...mails, { ...first, bytes: about }]), /about nothing that was planted/)
}

describe('a night of chaos on the whole service', { skip: withoutPostgres }, () => {
  for (let seed = FROM; seed < FROM + Math.max(1, NIGHTS); seed += 1) {
    test(`notifies every cause, once, in time, and counts every row (seed ${seed})`, async t => {
      const began = performance.now()
      const { log, said } = await play(t, seed)
      const events = Object.entries(log.events).map(([what, count]) => `${what} ${count}`)
      const took = Math.round((performance.now() - began) / 1000)
      t.diagnostic(
        `${took} s, ${events.join(', ')}; ${log.alerts.length} alerts, ${log.slowDowns.length} slow-downs, ${log.outages.length} outages, ${log.mails.length} mails`,
      )
      assert.deepEqual(brokenInNight(log), [], said)
      assert.ok(log.slowDowns.length > 0 && log.alerts.length > 0)
      assertJudged(log)
    })
  }
})
