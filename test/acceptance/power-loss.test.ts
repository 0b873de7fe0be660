// The power fails, and the disk holds only what had been synced, or any part of what had not: what an alarm owes
// survives it, and the mail server's log has each message once, but where only the server can know that it took one.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, type TestContext, test } from 'node:test'
import { HOUR } from '../../src/core/duration.ts'
import { DATABASE_FILE } from '../../src/storage/sqlite/file/database.ts'
import { brokenPromises } from '../support/alerts/promises.ts'
import type { ChildTask } from '../support/chain/chain-child.ts'
import { CHAIN_CHILD, runChild } from '../support/chain/child.ts'
import { ANN, type Failpoint, openChain, START } from '../support/chain/fault-chain.ts'
import {
  type Disk,
  diskAfter,
  mayTrace,
  pendingAfter,
  type Recorded,
  readDisk,
  record,
  UNSYNCED,
  type Unsynced,
  writeDisk,
} from '../support/chain/power-loss.ts'
import { leapingClock } from '../support/delivery/delivery.ts'
import { type FastSmtp, startFastSmtp, type Taken } from '../support/delivery/fast-smtp.ts'
import { needs } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const LOG = `${DATABASE_FILE}-wal`
let smtp: FastSmtp
before(async () => {
  smtp = await startFastSmtp()
})
after(() => smtp.close())

describe('power that fails', needs('strace'), () => {
  test('no byte of a message leaves before all that was committed is on the disk', async t => {
    if (!mayTrace()) return t.skip('strace may not trace here')
    const { calls } = await recorded(t)
    assert.ok(mailCommands(calls).length >= 2)
    assert.deepEqual(unsyncedAtMail(calls), [])
  })

  test('at any moment of an alarm, from its beginning to its end, loses and doubles nothing', async t => {
    if (!mayTrace()) return t.skip('strace may not trace here')
    const played = await recorded(t)
    let cuts = 0
    for (const [cut, unsynced] of cutsOf(played.calls)) {
      const broken = await afterTheCut(t, played, cut, unsynced)
      assert.deepEqual(broken, [], `cut after call ${cut}, of what was not synced ${unsynced}`)
      cuts += 1
    }
    t.diagnostic(`${cuts} cuts among ${played.calls.length} system calls`)
  })

  test('is survived by nothing that is not synced: without fsync the same cuts are red', async t => {
    if (!mayTrace()) return t.skip('strace may not trace here')
    const played = await recorded(t, 'no fsync')
    assert.notDeepEqual(unsyncedAtMail(played.calls), [])
    for (const [cut, unsynced] of cutsOf(played.calls)) {
      if ((await afterTheCut(t, played, cut, unsynced)).length > 0) return
    }
    assert.fail('no cut showed it')
  })
})

describe('a last record that is torn', () => {
  /** What the last commit before the death was, and the copies that its loss excuses. */
  const CASES: ReadonlyArray<readonly [Failpoint, what: string, excused: number]> = [
    ['after the commit', 'the alarm and its message', 0],
    ['before the attempt', 'the intent to send', 0],
    ['after the outcome', 'the outcome', 1],
  ]
  for (const [failpoint, what, excused] of CASES) {
    test(`costs that record alone: ${what}`, async t => {
      const folder = prepared(t)
      smtp.reset()
      const task = { folder, smtp: { port: smtp.port }, now: START, steps: ['look', 'deliver'] as const }
      assert.equal(await runChild({ ...task, failpoint }), 'SIGKILL')
      const disk = readDisk(folder)
      const taken = [...smtp.taken]
      for (const [tear, log] of tears(disk.get(LOG) ?? Buffer.alloc(0))) {
        writeDisk(folder, new Map([...disk, [LOG, log]]))
        assert.deepEqual(await recover(folder, taken, excused), [], tear)
      }
    })
  }
})

interface Play {
  /** Before the first call. */
  disk: Disk
  calls: readonly Recorded[]
  /** What the server took from the process that was watched. */
  taken: readonly Taken[]
}

/** An alarm that begins, is told, ends and is told again, every system call of it. */
async function recorded(t: TestContext, mutation?: ChildTask['mutation']): Promise<Play> {
  const folder = prepared(t)
  const disk = readDisk(folder)
  smtp.reset()
  const task: ChildTask = {
    folder,
    smtp: { port: smtp.port },
    now: START,
    steps: ['look', 'deliver', 'recover', 'look', 'deliver'],
    failpoint: null,
    ...(mutation === undefined ? {} : { mutation }),
  }
  const calls = await record(folder, CHAIN_CHILD, [JSON.stringify(task)])
  return { disk, calls, taken: [...smtp.taken] }
}

/** A data folder in which a change stands that nobody has been told of. */
function prepared(t: TestContext): string {
  const folder = join(temporaryFolder(t), 'data')
  const chain = openChain({ folder, clock: leapingClock(START), smtp: { port: smtp.port } })
  chain.change(1)
  chain.store.close()
  return folder
}

/** Around every sync and every word to the server, and at every 16th of the other calls. */
function cutsOf(calls: readonly Recorded[]): Array<[cut: number, unsynced: Unsynced]> {
  return calls.flatMap(({ kind }, index): Array<[number, Unsynced]> => {
    const other = UNSYNCED[index % UNSYNCED.length] ?? 'everything'
    if (kind === 'sync')
      return [...UNSYNCED.map(each => [index, each] as [number, Unsynced]), [index + 1, 'nothing']]
    if (kind === 'sent') return [[index + 1, 'nothing']]
    return index % 16 === 0 ? [[index + 1, other]] : []
  })
}

async function afterTheCut(
  t: TestContext,
  { disk, calls, taken }: Play,
  cut: number,
  unsynced: Unsynced,
): Promise<string[]> {
  const folder = join(temporaryFolder(t), 'data')
  const done = calls.slice(0, cut)
  writeDisk(folder, diskAfter(disk, done, unsynced))
  const { dots, doubtful } = finalDots(done)
  return recover(folder, taken.slice(0, dots), doubtful ? 1 : 0)
}

/** The machine starts again, the alarm goes on to its end; returns what was promised and not kept. */
async function recover(folder: string, taken: readonly Taken[], excused: number): Promise<string[]> {
  smtp.reset()
  const clock = leapingClock(START + HOUR)
  const chain = openChain({ folder, clock, smtp: { port: smtp.port } })
  chain.look()
  await chain.settle(HOUR)
  chain.recover()
  chain.look()
  await chain.settle(HOUR)
  await chain.close()
  const log = [...taken, ...smtp.taken].map(({ recipient, bytes }) => ({ recipient, raw: bytes }))
  return brokenPromises(log, [ANN], excused)
}

/** How many messages had gone out, and whether the outcome of the last one was not yet on the disk. */
function finalDots(calls: readonly Recorded[]): { dots: number; doubtful: boolean } {
  let end = ''
  let dots = 0
  let doubtful = false
  for (const call of calls) {
    if (call.kind === 'sync' && call.file === LOG) doubtful = false
    if (call.kind !== 'sent') continue
    end = (end + call.bytes.toString('latin1')).slice(-5)
    if (end !== '\r\n.\r\n') continue
    dots += 1
    doubtful = true
  }
  return { dots, doubtful }
}

function mailCommands(calls: readonly Recorded[]): number[] {
  return calls.flatMap((call, index) =>
    call.kind === 'sent' && call.bytes.toString('latin1').startsWith('MAIL FROM') ? [index] : [],
  )
}

/** Writes that were on no disk when a message began to leave. */
function unsyncedAtMail(calls: readonly Recorded[]): string[] {
  return mailCommands(calls).flatMap(index =>
    [...pendingAfter(calls.slice(0, index))].map(([file, changes]) => `${changes.length} writes to ${file}`),
  )
}

/** The write-ahead log with its last commit cut off, scribbled over or blanked, at several places. */
function tears(log: Buffer): Array<[tear: string, log: Buffer]> {
  const [start, end] = lastCommit(log)
  const places = [...Array(6).keys()].map(step => start + Math.floor(((step + 0.5) * (end - start)) / 6))
  return [start, ...places].flatMap((place): Array<[string, Buffer]> => {
    const scribbled = Buffer.from(log)
    const blank = Buffer.from(log)
    scribbled.writeUInt8(scribbled.readUInt8(place) ^ 0xff, place)
    blank.fill(0, place, end)
    return [
      [`cut off at ${place}`, log.subarray(0, place)],
      [`scribbled over at ${place}`, scribbled],
      [`blank from ${place}`, blank],
    ]
  })
}

/** Where the frames of the last commit begin and end: https://sqlite.org/fileformat2.html#walformat */
function lastCommit(log: Buffer): [start: number, end: number] {
  const header = 32
  const frame = 24 + log.readUInt32BE(8)
  const salt = log.subarray(16, 24)
  const ends = [header]
  for (let at = header; at + frame <= log.length; at += frame) {
    if (!log.subarray(at + 8, at + 16).equals(salt)) break
    if (log.readUInt32BE(at + 4) > 0) ends.push(at + frame)
  }
  return [ends.at(-2) ?? header, ends.at(-1) ?? log.length]
}
