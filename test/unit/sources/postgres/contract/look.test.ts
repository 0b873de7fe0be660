import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookAt, seenOf } from '../../../../../src/sources/postgres/contract/look.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'
import { relationOf, SEEN } from '../../../../support/postgres/mutations/seen.ts'

test('a table is seen with its columns, indexes, partitions and sequence', async t => {
  const { db, session } = await embeddedSession(t)
  await db.sql(`CREATE TYPE mood AS ENUM ('low', 'high');
    CREATE TABLE jobs (id bigserial PRIMARY KEY, m mood, n numeric(5,2) NOT NULL DEFAULT 1, low text);
    CREATE INDEX jobs_low ON jobs (lower(low), n); CREATE TABLE heir () INHERITS (jobs)`)
  const [row] = await db.sql(`SELECT 'jobs'::regclass::oid::text AS oid`)
  const oid = row?.oid ?? ''
  const seen = (await lookAt(session, [oid])).get(oid)
  assert.ok(seen)
  const { columns, indexes, children, sequence } = seen
  assert.deepEqual(
    columns.map(({ num, name, type, labels }) => [num, name, type, labels]),
    [
      [1, 'id', 'bigint', null],
      [2, 'm', 'mood', ['low', 'high']],
      [3, 'n', 'numeric(5,2)', null],
      [4, 'low', 'text', null],
    ],
  )
  assert.deepEqual(
    indexes.map(({ name, columns: key, remake }) => [name, key, remake]),
    [
      ['jobs_low', [null, 'n'], ''],
      ['jobs_pkey', ['id'], 'ALTER TABLE public.jobs ADD CONSTRAINT jobs_pkey PRIMARY KEY (id)'],
    ],
  )
  assert.deepEqual(children, ['heir'])
  assert.deepEqual(sequence, { name: 'public.jobs_id_seq', by: 1 })
})

test('one that is no more is not among them, and nothing is asked where nothing is known', async t => {
  const { session } = await embeddedSession(t)
  assert.equal((await lookAt(session, ['4000000000'])).size, 0)
  assert.equal((await lookAt(session, [])).size, 0)
})

test('a query has columns alone', () => {
  const { columns, indexes } = seenOf(relationOf(SEEN))
  assert.deepEqual([columns.length, columns[0]?.num, indexes], [6, 0, []])
})
