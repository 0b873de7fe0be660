import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SourceError } from '../../../../../src/core/errors.ts'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import { createSlotMaker, SlotNotMade } from '../../../../../src/sources/postgres/replication/making.ts'

const names = { slot: 's', publication: 'p' }

/** A server on which a slot waits until it is let go, or is cancelled. */
function waitingServer() {
  const waiting = Promise.withResolvers<void>()
  const asked: string[] = []
  let connections = 0
  const open = (): Session => {
    connections += 1
    return {
      read: async ([statement]: readonly Statement[]) => {
        const isMaking = statement?.text.includes('pg_create_logical') === true
        asked.push(isMaking ? 'make' : 'cancel')
        if (isMaking) await waiting.promise
        else waiting.reject(new Error('canceling statement due to user request'))
        return [[['0/B0']]]
      },
      close: async () => {
        connections -= 1
      },
    }
  }
  return { open, asked, waiting, connections: () => connections }
}

const atOnce = async (): Promise<void> => {}
const forever = (): Promise<void> => new Promise(() => {})

describe('a slot that is being made', () => {
  test('is there at once where nothing is waited for', async () => {
    const { open, waiting, connections } = waitingServer()
    waiting.resolve()
    assert.equal(await createSlotMaker(open, forever).make(names), 0xb0n)
    assert.equal(connections(), 0)
  })

  test('is waited for by one connection, however often it is asked for', async () => {
    const { open, asked, waiting, connections } = waitingServer()
    const maker = createSlotMaker(open, atOnce)
    assert.deepEqual([await maker.make(names), await maker.make(names)], [null, null])
    assert.deepEqual([asked, connections()], [['make'], 1])
    waiting.resolve()
    await new Promise(setImmediate)
    assert.equal(connections(), 0, 'it is found by its name at the next look')
  })

  test('is given up at the end', async () => {
    const { open, asked, connections } = waitingServer()
    const maker = createSlotMaker(open, atOnce)
    await maker.make(names)
    await createSlotMaker(open, forever).close()
    assert.deepEqual(asked, ['make'], 'where none is under way nothing is')
    await maker.close()
    await new Promise(setImmediate)
    assert.deepEqual([asked, connections()], [['make', 'cancel'], 0])
  })

  test('fails with what PostgreSQL says, and keeps no pull from reading where no connection is to be had', async () => {
    const { open, waiting } = waitingServer()
    waiting.reject(new Error('all replication slots are in use'))
    await assert.rejects(createSlotMaker(open, forever).make(names), /all replication slots are in use/)
    const full = (): Session => ({
      read: () => Promise.reject(new SourceError('too many connections')),
      close: async () => {},
    })
    await assert.rejects(createSlotMaker(full, forever).make(names), SlotNotMade)
  })
})
