import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { checkStream } from '../../../../../src/sources/postgres/replication/check-stream.ts'

const MB = 1024 ** 2
const settings = { names: { slot: 'slowburn_platform', publication: 'p' }, most: 1, limited: true }
const VIEW = ['0', '150000', 'replica', 'false', 'true', 'reader', '-1', '0/1', null]

const session: Session = {
  read: async statements =>
    statements.map(({ text }) => {
      if (text.includes(`LIKE 'slowburn%'`))
        return [
          ['slowburn_old', String(900 * MB)],
          ['slowburn_other', '1'],
        ]
      return text.includes('server_version_num') ? [VIEW] : []
    }),
  close: async () => {},
}
const messages = async (given: typeof settings | null, on = session): Promise<string[]> =>
  (await checkStream(on, 'platform', given, [])).map(({ message, remedy }) => `${message} | ${remedy}`)

describe('the check of following', () => {
  const OLD = `the slot slowburn_old is not read by this source and holds back 900 MB of the log | Where no other slowburn reads it: SELECT pg_drop_replication_slot('slowburn_old')`

  test('names a slot that an earlier slowburn has left, whether changes are followed or not', async () => {
    assert.deepEqual(await messages(null), [OLD])
    assert.equal((await messages(settings)).at(-1), OLD)
  })

  test('names all that is lacking at once', async () => {
    const all = await messages(settings)
    assert.equal(all.length, 3)
    assert.match(all.join('\n'), /wal_level is replica[\s\S]*max_slot_wal_keep_size/)
  })

  test('asks nothing in vain of a server that has no slots, where changes are not followed', async () => {
    const refusing: Session = {
      read: async () => {
        throw new DatabaseError('unknown function', 1, 'error')
      },
      close: async () => {},
    }
    assert.deepEqual(await messages(null, refusing), [])
    await assert.rejects(messages(settings, refusing), /unknown function/)
  })
})
