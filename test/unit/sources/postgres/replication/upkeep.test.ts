import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import type { StreamState } from '../../../../../src/sources/postgres/completeness/followed.ts'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import { readLsn } from '../../../../../src/sources/postgres/replication/pgoutput.ts'
import {
  createSlot,
  type Names,
  type ServerView,
  type Slot,
} from '../../../../../src/sources/postgres/replication/slot.ts'
import { lostProblem, openSlot, retireSlot } from '../../../../../src/sources/postgres/replication/upkeep.ts'

const NOW = Date.UTC(2026, 10, 1)
const MB = 1024 ** 2
const options = { name: 'platform', names: { slot: 's', publication: 'p' }, most: 100 * MB }

function asked(): { session: Session; statements: string[] } {
  const statements: string[] = []
  const read = async (sent: readonly Statement[]) => {
    statements.push(...sent.map(({ text }) => /pg_\w+_\w*slot\w*/.exec(text)?.[0] ?? text))
    return [[['0/500']]]
  }
  return { session: { read, close: async () => {} }, statements }
}

const slot = (more: Partial<Slot> = {}): Slot => ({
  plugin: 'pgoutput',
  ours: true,
  activePid: null,
  isBeingMade: false,
  confirmed: readLsn('0/100'),
  lost: null,
  holds: MB,
  ...more,
})
const viewOf = (kept: Slot | null): ServerView => ({
  now: NOW,
  version: 150_000,
  walLevel: 'logical',
  standby: false,
  allowed: true,
  user: 'u',
  serverLimit: 1_000,
  end: readLsn('0/900'),
  slot: kept,
})
const known = (more: Partial<StreamState> = {}): StreamState => ({
  slot: 's',
  position: '0/200',
  tables: { t: { since: 1, after: '0/0' } },
  lost: null,
  ...more,
})

async function opened(
  kept: Slot | null,
  before: StreamState | undefined,
  wanted = true,
  now = NOW,
  waits = false,
) {
  const { session, statements } = asked()
  const maker = { make: (names: Names) => (waits ? Promise.resolve(null) : createSlot(session, names)) }
  const result = await openSlot({ ...options, maker }, session, viewOf(kept), before, { now, wanted })
  return { ...result, statements, said: result.problems.map(({ message }) => message).join('\n') }
}

describe('a replication slot', () => {
  test('is made where there is something to follow, and not otherwise', async () => {
    const { open, state, statements, said } = await opened(null, undefined)
    assert.deepEqual([open, state.position, said], [true, '0/500', ''])
    assert.deepEqual(statements, ['pg_create_logical_replication_slot'])
    const unwanted = await opened(null, undefined, false)
    assert.deepEqual([unwanted.open, unwanted.statements], [false, []])
  })

  test('is waited for, and given up where it holds back too much meanwhile', async () => {
    const begun = await opened(null, undefined, true, NOW, true)
    assert.deepEqual([begun.open, begun.state.position, begun.held], [false, '0/0', null])
    assert.match(begun.said, /^the slot s is being made: PostgreSQL waits for transactions that run/)
    const making = slot({ activePid: '77', isBeingMade: true, confirmed: 0n })
    const still = await opened(making, begun.state)
    assert.deepEqual([still.open, still.statements, still.said], [false, [], begun.said])
    const large = await opened({ ...making, holds: 101 * MB }, begun.state)
    assert.deepEqual([large.open, large.statements], [false, ['pg_replication_slots']])
    const made = await opened(slot(), begun.state)
    assert.deepEqual([made.open, made.state.position, made.said], [true, '0/100', ''])
  })

  test('is read on from where it was left, its tables with it', async () => {
    const { open, state, confirmed, statements } = await opened(slot(), known())
    assert.deepEqual([open, state, confirmed, statements], [true, known(), readLsn('0/100'), []])
  })

  test('that is there though nothing is known of it is read from where it stands', async () => {
    const { open, state, said } = await opened(slot(), undefined)
    assert.deepEqual([open, state.position, state.tables, said], [true, '0/100', {}, ''])
  })

  test('that is gone is made anew, and all tables are read anew', async () => {
    const { state, said } = await opened(null, known())
    assert.deepEqual([state.position, state.tables], ['0/500', {}])
    assert.match(said, /the slot s is gone: rows that came and were deleted meanwhile were not seen/)
  })

  test('that cannot be decoded is given a minute, and then made anew', async () => {
    const failing = { since: NOW - MINUTE + 1, why: 'publication "p" does not exist' }
    const still = await opened(slot(), known({ failing }))
    assert.deepEqual([still.open, still.statements], [true, []])
    const over = await opened(slot(), known({ failing: { ...failing, since: NOW - MINUTE } }))
    assert.deepEqual([over.open, over.statements], [false, ['pg_drop_replication_slot']])
    assert.match(
      over.said,
      /^the slot s could not be read \(publication "p" does not exist\), and was dropped/,
    )
    assert.equal(over.state.failing, undefined)
    assert.equal((await opened(null, over.state)).open, true)
  })

  test('that stands further on, or whose log ends before, has lost something', async () => {
    const ahead = await opened(slot({ confirmed: readLsn('0/300') }), known())
    assert.equal(ahead.state.position, '0/300')
    assert.match(ahead.said, /has been read further than what is kept here/)
    const behind = await opened(slot(), known({ position: '7/0' }))
    assert.equal(behind.state.position, '0/100')
    assert.match(behind.said, /the log of the server ends before/)
  })

  test('that holds back too much is dropped, even where nothing is to be followed any more', async () => {
    for (const wanted of [true, false]) {
      const { open, state, statements, said } = await opened(slot({ holds: 101 * MB }), known(), wanted)
      assert.deepEqual([open, state.position, statements], [false, '0/0', ['pg_drop_replication_slot']])
      assert.match(said, /held back 101 MB of the log, more than 100 MB, and was dropped/)
    }
  })

  test('that was dropped twice within the hour rests for one', async () => {
    const once = await opened(slot({ holds: 101 * MB }), known())
    const again = await opened(null, once.state)
    assert.equal(again.open, true)
    const twice = await opened(slot({ holds: 101 * MB }), again.state)
    assert.match(twice.said, /it is made again in 1h/)
    assert.equal((await opened(null, twice.state)).open, false)
    assert.equal((await opened(null, twice.state, true, NOW + HOUR)).open, true)
  })

  test('that the server has given up is dropped', async () => {
    const { statements, said } = await opened(slot({ lost: 'idle_replication_slot_timeout' }), known())
    assert.deepEqual(statements, ['pg_drop_replication_slot'])
    assert.match(
      said,
      /the server threw away what the slot s had still to read \(idle_replication_slot_timeout\)/,
    )
  })

  test('is not missed on a standby', async () => {
    const { session } = asked()
    const view = { ...viewOf(null), standby: true, end: 0n }
    const { state, problems } = await openSlot(
      { ...options, maker: { make: async () => null } },
      session,
      view,
      known(),
      { now: NOW, wanted: false },
    )
    assert.deepEqual([state, problems], [known(), []])
  })

  test('of somebody else, or one that another process reads, is left alone', async () => {
    for (const theirs of [
      slot({ plugin: 'wal2json', lost: 'idle_replication_slot_timeout' }),
      slot({ ours: false, holds: 101 * MB }),
    ]) {
      const { open, statements } = await opened(theirs, known())
      assert.deepEqual([open, statements], [false, []])
    }
    const busy = await opened(slot({ activePid: '77', lost: 'idle_replication_slot_timeout' }), known())
    assert.deepEqual([busy.open, busy.statements, busy.state], [false, [], known()])
    assert.match(busy.said, /read by another process \(pid 77\)/)
  })

  test('says what it holds back, read or not, until it is dropped', async () => {
    const held = async (...args: Parameters<typeof opened>) => (await opened(...args)).held
    assert.equal(await held(null, undefined), 0)
    assert.equal(await held(null, undefined, false), null)
    assert.equal(await held(slot({ holds: 60 * MB }), known()), 60 * MB)
    assert.equal(await held(slot({ holds: 60 * MB }), known(), false), 60 * MB)
    assert.equal(await held(slot({ activePid: '77' }), known()), MB)
    assert.equal(await held(slot({ holds: 101 * MB }), known()), null)
    assert.equal(await held(slot({ ours: false }), known()), null)
  })

  test('that was lost is spoken of for a day', () => {
    const state = known({ lost: { at: NOW, why: 'w', until: NOW } })
    assert.equal(lostProblem('platform', state, NOW + DAY - 1).length, 1)
    assert.equal(lostProblem('platform', state, NOW + DAY).length, 0)
    assert.deepEqual(lostProblem('platform', undefined, NOW), [])
    const waiting = known({ lost: { at: NOW, why: 'w', until: NOW + HOUR } })
    const [now, later] = [0, 10 * MINUTE].map(ms => lostProblem('platform', waiting, NOW + ms)[0])
    assert.notEqual(now?.message, later?.message)
    assert.equal(now?.key, later?.key, 'it is the same loss while the time left runs down')
  })

  test('goes where changes are followed no more, or by another one', async () => {
    for (const names of [null, { slot: 'other', publication: 'p' }]) {
      const { session, statements } = asked()
      const state = { horizon: null, tables: new Map(), stream: known() }
      await retireSlot(session, state, names)
      assert.deepEqual([statements, 'stream' in state], [['pg_drop_replication_slot'], false])
    }
    const { session, statements } = asked()
    await retireSlot(session, { horizon: null, tables: new Map(), stream: known() }, options.names)
    assert.deepEqual(statements, [])
  })
})
