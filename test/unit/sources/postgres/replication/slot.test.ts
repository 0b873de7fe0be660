import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PagedSession, Row, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import { readLsn } from '../../../../../src/sources/postgres/replication/pgoutput.ts'
import {
  advanceSlot,
  cancelMaking,
  createSlot,
  dropIdleSlot,
  dropSlot,
  forgottenSlots,
  readMessages,
  viewServer,
} from '../../../../../src/sources/postgres/replication/slot.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'

const names = { slot: 's', publication: 'odd "name"' }

/** A server that answers every statement with these rows. */
function answering(rows: Row[]): { session: PagedSession; asked: Statement[] } {
  const asked: Statement[] = []
  const session: PagedSession = {
    read: async statements => {
      asked.push(...statements)
      return statements.map(() => rows)
    },
    pages: async function* (statement, pageRows) {
      asked.push(statement)
      for (let i = 0; i < rows.length; i += pageRows) yield rows.slice(i, i + pageRows)
    },
    close: async () => {},
  }
  return { session, asked }
}

describe('a slot of a server', () => {
  test('is seen with what it holds back', async () => {
    const kept = JSON.stringify(['pgoutput', true, 77, '0/A0', 'lost', 'wal_removed', 4096])
    const row = ['1000', '150018', 'logical', 'false', 'true', 'reader', '256', '1/0', kept]
    assert.deepEqual(await viewServer(answering([row]).session, names), {
      now: 1000,
      version: 150_018,
      walLevel: 'logical',
      standby: false,
      allowed: true,
      user: 'reader',
      serverLimit: 256,
      end: readLsn('1/0'),
      slot: {
        plugin: 'pgoutput',
        ours: true,
        activePid: '77',
        isBeingMade: false,
        confirmed: readLsn('0/A0'),
        lost: 'max_slot_wal_keep_size',
        holds: 4096,
      },
    })
  })

  test('is asked for in statements that a server understands, where there is none', async t => {
    const { session } = await embeddedSession(t)
    const { slot, allowed, user, serverLimit, end } = await viewServer(session, names)
    assert.deepEqual([slot, allowed, user, serverLimit], [null, true, 'postgres', -1])
    assert.ok(end > 0n)
    assert.deepEqual(await forgottenSlots(session, null), [])
    await dropIdleSlot(session, names)
    await cancelMaking(session, names)
  })

  test('is read in pages up to a place, under the name of its publication as an identifier', async () => {
    const other = ['4d']
    const { session, asked } = answering([other, other, other])
    const sizes: number[] = []
    for await (const page of readMessages(session, names, { end: readLsn('0/FF'), most: 9, pageRows: 2 })) {
      sizes.push(page.length)
    }
    assert.deepEqual(sizes, [2, 1])
    assert.deepEqual(asked[0]?.values, ['s', '0/FF', 9, '"odd ""name"""'])
  })

  test('is made, moved on and dropped', async () => {
    const { session, asked } = answering([['0/B0']])
    assert.equal(await createSlot(session, names), readLsn('0/B0'))
    await advanceSlot(session, names, readLsn('0/C0'))
    await cancelMaking(session, names)
    await dropSlot(session, names)
    assert.deepEqual(
      asked.map(({ values }) => values),
      [['s'], ['s', '0/C0'], ['s'], ['s']],
    )
  })
})
