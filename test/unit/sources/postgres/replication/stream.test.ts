import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { PagedSession } from '../../../../../src/sources/postgres/connection/session.ts'
import type { DatabaseState } from '../../../../../src/sources/postgres/reading/cursor.ts'
import { beginStream } from '../../../../../src/sources/postgres/replication/stream.ts'

const settings = { names: { slot: 's', publication: 'p' }, most: 100, limited: true }
const options = {
  name: 'platform',
  chunkRows: 10,
  serverClock: true,
  stream: settings,
  maker: { make: async () => 0x500n },
  streamLimit: { changes: 10 },
}
const moment = { now: 1_000, committed: true }
const stateOf = (): DatabaseState => ({ horizon: null, tables: new Map() })

function server(answer: (text: string) => string | null): PagedSession {
  return {
    read: async statements => statements.map(({ text }) => (answer(text) === null ? [] : [[answer(text)]])),
    pages: async function* () {},
    close: async () => {},
  }
}

describe('following the changes of a database', () => {
  test('asks nothing where the tables are polled', async () => {
    const silent = server(() => {
      throw new Error('asked')
    })
    assert.deepEqual(await beginStream({ ...options, stream: null }, silent, stateOf(), [], moment), {
      stream: null,
      problems: [],
    })
  })

  test('is a problem of the source, never its end, where the server refuses it', async () => {
    const refusing = server(() => {
      throw new DatabaseError('permission denied for function', 1, 'error')
    })
    const { stream, problems } = await beginStream(options, refusing, stateOf(), [], moment)
    assert.equal(stream, null)
    assert.match(problems[0]?.message ?? '', /changes could not be followed: permission denied/)
    assert.match(problems[0]?.remedy ?? '', /polled meanwhile/)
  })

  test('makes no slot where nothing is published, and remembers that it has none', async () => {
    const state = stateOf()
    const { stream, problems } = await beginStream(
      options,
      server(() => null),
      state,
      [],
      moment,
    )
    assert.equal(stream, null)
    assert.match(problems[0]?.message ?? '', /wal_level/)
    assert.deepEqual(state.stream, { slot: 's', position: '0/0', tables: {}, lost: null })
  })

  test('drops the slot of before where the tables are polled from now on', async () => {
    const asked: string[] = []
    const state = { ...stateOf(), stream: { slot: 's', position: '0/1', tables: {}, lost: null } }
    const listening = server(text => {
      asked.push(text)
      return null
    })
    await beginStream({ ...options, stream: null }, listening, state, [], moment)
    assert.match(asked[0] ?? '', /pg_drop_replication_slot/)
    assert.equal('stream' in state, false)
  })
})
