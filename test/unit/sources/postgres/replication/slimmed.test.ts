import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { readMessage, type Tuple } from '../../../../../src/sources/postgres/replication/pgoutput.ts'
import { slimmed } from '../../../../../src/sources/postgres/replication/slimmed.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'

const int = (value: number, bytes: 2 | 4): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const cell = (value: Tuple[number]): Buffer => {
  if (value == null) return Buffer.from(value === null ? 'n' : 'u')
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from('t'), int(bytes.length, 4), bytes])
}
const tuple = (form: string, values: Tuple): Buffer =>
  Buffer.concat([Buffer.from(form), int(values.length, 2), ...values.map(cell)])
const message = (kind: string, ...tuples: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(kind), int(0x1234, 4), ...tuples])

const HUGE = 'é'.repeat(400_000)
const LONG = 'x'.repeat(60_000)

describe('a message without its very large values', () => {
  async function slimming(t: TestContext): Promise<(bytes: Buffer) => Promise<Buffer>> {
    const { session } = await embeddedSession(t)
    const text = `SELECT ${slimmed('m.data')} FROM (SELECT decode($1, 'hex') AS data) AS m`
    return async bytes => {
      const [rows] = await session.read([{ text, values: [bytes.toString('hex')] }])
      return Buffer.from(rows?.[0]?.[0] ?? '', 'hex')
    }
  }

  test('says of them that they are not repeated, wherever they stand, and all else as it was', async t => {
    const slim = await slimming(t)
    const row: Tuple = ['1', HUGE, null, undefined, '', LONG, HUGE, 'last']
    const slimRow: Tuple = ['1', undefined, null, undefined, '', LONG, undefined, 'last']
    const inserted = await slim(message('I', tuple('N', row)))
    assert.deepEqual(readMessage(inserted), { kind: 'insert', oid: 0x1234, after: slimRow })
    const updated = await slim(message('U', tuple('O', row), tuple('N', ['2', ...row.slice(1)])))
    assert.deepEqual(readMessage(updated), {
      kind: 'update',
      oid: 0x1234,
      before: slimRow,
      after: ['2', ...slimRow.slice(1)],
    })
    const deleted = await slim(message('D', tuple('O', row)))
    assert.deepEqual(readMessage(deleted), { kind: 'delete', oid: 0x1234, before: slimRow })
  })

  test('is the same where it is not long, or is of no row', async t => {
    const slim = await slimming(t)
    for (const bytes of [message('I', tuple('N', ['1', LONG, LONG])), message('M', Buffer.from(HUGE))]) {
      assert.ok((await slim(bytes)).equals(bytes))
    }
  })

  test('of 1,600 columns is whole', async t => {
    const slim = await slimming(t)
    const row = Array.from({ length: 1_600 }, (_, i) => `${i}`.padEnd(200, '.'))
    const bytes = message('I', tuple('N', [...row, HUGE]))
    assert.deepEqual(readMessage(await slim(bytes)), {
      kind: 'insert',
      oid: 0x1234,
      after: [...row, undefined],
    })
  })
})
