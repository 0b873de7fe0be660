import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readLsn, readMessage, writeLsn } from '../../../../../src/sources/postgres/replication/pgoutput.ts'

// As PostgreSQL 15.18 sent them: SELECT data FROM pg_logical_slot_peek_binary_changes('s1', NULL, NULL, 'proto_version', '1',
// 'publication_names', 'p') after INSERT INTO jobs (a, m) VALUES ('x', '{"model":"m1"}').
const BEGIN = '42000000000152b8e8000304563b0c956d000002d6'
const RELATION =
  '52000040017075626c6963006a6f6273006400040169640000000017ffffffff00610000000019ffffffff006d0000000edaffffffff00747300000004a0ffffffff'
const INSERT =
  '49000040014e0004740000000131740000000178740000000f7b226d6f64656c223a20226d31227d740000001d323032362d31312d32382031353a30323a31342e3531303730342b3030'
const COMMIT = '4300000000000152b8e8000000000152b918000304563b0c956d'

const of = (hex: string) => readMessage(Buffer.from(hex, 'hex'))
const value = (text: string): string =>
  `74${text.length.toString(16).padStart(8, '0')}${Buffer.from(text).toString('hex')}`

describe('what pgoutput says', () => {
  test('begins and commits with a place in the log and a time', () => {
    assert.deepEqual(of(BEGIN), {
      kind: 'begin',
      commit: readLsn('0/152B8E8'),
      committedAt: Date.parse('2026-11-28T15:02:14.510Z'),
    })
    assert.deepEqual(of(COMMIT), { kind: 'commit', end: readLsn('0/152B918') })
  })

  test('names the columns of a table, and the values of a row by them', () => {
    const columns = [
      { name: 'id', type: 23 },
      { name: 'a', type: 25 },
      { name: 'm', type: 3802 },
      { name: 'ts', type: 1184 },
    ]
    assert.deepEqual(of(RELATION), { kind: 'relation', oid: 16_385, columns })
    const after = ['1', 'x', '{"model": "m1"}', '2026-11-28 15:02:14.510704+00']
    assert.deepEqual(of(INSERT), { kind: 'insert', oid: 16_385, after })
  })

  test('an update may repeat the key, or the whole row, and leaves out large values that it has not changed', () => {
    const plain = `5500000007${'4e'}0002${value('1')}75`
    assert.deepEqual(of(plain), { kind: 'update', oid: 7, before: null, after: ['1', undefined] })
    const keyed = `55000000074b0002${value('1')}6e4e0002${value('2')}6e`
    assert.deepEqual(of(keyed), { kind: 'update', oid: 7, before: ['1', null], after: ['2', null] })
  })

  test('a deletion names the key; emptied tables are named together', () => {
    assert.deepEqual(of(`44000000074b0001${value('é')}`.replace('00000001c3', '00000002c3')), {
      kind: 'delete',
      oid: 7,
      before: ['é'],
    })
    assert.deepEqual(of('5400000002020000000700000008'), { kind: 'truncate', oids: [7, 8] })
  })

  test('what else there is says nothing; what is unknown or cut short is refused', () => {
    for (const kind of ['4f', '59', '4d']) assert.deepEqual(of(kind), { kind: 'other' })
    assert.throws(() => of('53'), /unknown kind "S"/)
    assert.throws(() => of(INSERT.slice(0, -4)), RangeError)
    assert.throws(() => of(RELATION.slice(0, 24)), RangeError)
    assert.throws(() => of('44000000074e'), /where one of KO must be/)
    assert.throws(() => of(''), RangeError)
  })

  test('places in the log are written as they were read', () => {
    for (const text of ['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF'])
      assert.equal(writeLsn(readLsn(text)), text)
    assert.ok(readLsn('1/0') > readLsn('0/FFFFFFFF'))
  })
})
