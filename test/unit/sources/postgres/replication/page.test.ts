import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Within } from '../../../../../src/sources/postgres/completeness/followed.ts'
import type { Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { planTable } from '../../../../../src/sources/postgres/mapping/plan.ts'
import type { Change } from '../../../../../src/sources/postgres/reading/changes.ts'
import { followedTable } from '../../../../../src/sources/postgres/replication/followed-table.ts'
import { PageReader } from '../../../../../src/sources/postgres/replication/page.ts'
import { type Message, readLsn } from '../../../../../src/sources/postgres/replication/pgoutput.ts'
import type { Target } from '../../../../../src/sources/postgres/target.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TIME = 'timestamp with time zone'
const jobs = table(
  'jobs',
  [column('id', 'integer'), column('made', TIME, { notNull: true }), column('ended', TIME)],
  [primary('id'), index('made')],
)
const mapping: TasksMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'made', completedAt: 'ended' },
}
const { plan } = planTable(mapping, jobs)
assert.ok(plan !== null)
const followed = followedTable(plan, jobs)
assert.ok(typeof followed !== 'string')

/** A server that makes of a row its id, and of a key the same; rows with the id `bad` it refuses. */
const session: Session = {
  read: async (statements: readonly Statement[]) =>
    statements.map(({ text, values }) => {
      if (!text.includes('json_array_elements')) return [['', '3', 'h', 'now', 'now', 'now', '1', null]]
      const rows = JSON.parse(String(values[0])) as { id: string }[]
      if (rows.some(({ id }) => id === 'bad')) throw new DatabaseError('invalid input', 1, 'error')
      return rows.map(({ id }, i) =>
        text.includes('hashtext') ? [`${i + 1}`, '', id, 'h', id] : [`${i + 1}`, id],
      )
    }),
  close: async () => {},
}

function reader(after = '0/0', within: Within | null = null) {
  const taken: string[] = []
  const takeChanges = (changes: readonly Change[]) => {
    for (const change of changes) {
      if (change.kind === 'row') taken.push(`row ${change.row[1]}`)
      else if (change.kind === 'commit') taken.push(`commit ${change.at}`)
      else taken.push(`${change.kind} ${change.key}`)
    }
    return { events: [], refusals: [], rows: changes.length }
  }
  /** Of the rows, `3` is followed. */
  const closing = (changes: readonly Change[]) => {
    const gone = new Map<Change, string[]>()
    let deleted: string[] = []
    for (const change of changes) {
      if (change.kind === 'deleted' && change.key === '3') deleted = ['3']
      else if (change.kind === 'row' && change.row[1] === '3') deleted = []
      else if (change.kind === 'commit') gone.set(change, deleted)
    }
    return gone
  }
  const target = { plan, reader: { takeChanges, closing } } as unknown as Target
  const stream = {
    slot: 's',
    position: '0/0',
    within,
    tables: { [plan?.name ?? '']: { since: 0, after } },
    lost: null,
  }
  const page = new PageReader({
    session,
    state: { horizon: null, tables: new Map(), stream },
    followed: [{ target, table: followed as Exclude<typeof followed, string>, oids: [1, 2] }],
    now: 5,
    momentOf: at => at,
  })
  return { page, taken }
}

const relation = (names = ['id', 'made', 'ended'], oid = 1): Message => ({
  kind: 'relation',
  oid,
  columns: names.map(name => ({ name, type: 0 })),
})
const begin = (commit = '0/50', committedAt = 9): Message => ({
  kind: 'begin',
  commit: readLsn(commit),
  committedAt,
})
const insert = (id: string, oid = 1): Message => ({ kind: 'insert', oid, after: [id, 't', null] })
const COMMIT: Message = { kind: 'commit', end: readLsn('0/60') }

describe('a page of a stream', () => {
  test('is handed to the readers of its tables in order, partitions under their table', async () => {
    const { page, taken } = reader()
    const gone: Message = { kind: 'delete', oid: 2, before: ['1', null, null] }
    await page.take([begin(), relation(), relation(undefined, 2), insert('1'), insert('2', 2), gone, COMMIT])
    assert.deepEqual(taken, ['row 1', 'row 2', 'deleted 1', 'commit 9'])
  })

  test('leaves out tables of others, and goes on with a transaction in the next page', async () => {
    const { page, taken } = reader()
    await page.take([begin(), relation(), insert('1', 7), insert('1')])
    await page.take([insert('2'), COMMIT])
    assert.deepEqual(taken, ['row 1', 'row 2', 'commit 9'])
  })

  test('says how far it has come within a transaction, of which a later reader knows what was taken', async () => {
    const first = reader()
    await first.page.take([begin(), relation(), insert('1'), insert('1', 7), insert('2')])
    const within = first.page.within()
    assert.deepEqual(within, { commit: '0/50', taken: { 1: 2 } })
    const { page, taken } = reader('0/0', within)
    await page.take([begin(), relation(), insert('1')])
    assert.deepEqual(page.within(), within)
    const gone: Message = { kind: 'delete', oid: 1, before: ['1', null, null] }
    await page.take([insert('2'), insert('3'), gone, COMMIT, begin('0/70'), insert('4'), COMMIT])
    assert.deepEqual(taken, ['known 1', 'known 2', 'row 3', 'deleted 1', 'commit 9', 'row 4', 'commit 9'])
    assert.equal(page.within(), null)
  })

  test('an update of the key deletes the old one; a whole row of before fills in what is not repeated', async () => {
    const { page, taken } = reader()
    const moved: Message = { kind: 'update', oid: 1, before: ['1', null, null], after: ['2', 't', undefined] }
    await page.take([begin(), relation(), moved, COMMIT])
    assert.deepEqual(taken, ['deleted 1', 'row 2', 'commit 9'])
  })

  test('passes over what was committed before the table was read', async () => {
    const { page, taken } = reader('0/50')
    await page.take([begin('0/40'), relation(), insert('1'), COMMIT, begin('0/50'), insert('2'), COMMIT])
    assert.deepEqual(taken, ['row 2', 'commit 9'])
  })

  test('takes nothing more of a table that is emptied: it will be read anew', async () => {
    const { page, taken } = reader()
    const emptied: Message = { kind: 'truncate', oids: [1] }
    const { unread, problems } = await page.take([
      begin(),
      relation(),
      insert('1'),
      emptied,
      insert('2'),
      COMMIT,
    ])
    assert.deepEqual([taken, unread, problems], [['row 1', 'commit 9'], [plan.name], []])
    assert.deepEqual((await page.take([begin(), insert('3'), COMMIT])).unread, [])
  })

  test('names a table whose rows cannot be made, or of which a column is not published', async () => {
    const bad = await reader().page.take([begin(), relation(), insert('bad'), COMMIT])
    assert.deepEqual(bad.unread, [plan.name])
    assert.match(
      bad.problems[0]?.message ?? '',
      /its changes could not be read: invalid input; the table is read/,
    )
    const lacking = await reader().page.take([begin(), relation(['id', 'made']), insert('1'), COMMIT])
    assert.match(lacking.problems[0]?.message ?? '', /ended not published/)
  })

  test('has a followed row that is there after all before the commit that leaves it deleted', async () => {
    const { page, taken } = reader()
    const gone = (id: string): Message => ({ kind: 'delete', oid: 1, before: [id, null, null] })
    await page.take([begin(), relation(), gone('1'), gone('3'), COMMIT])
    await page.take([begin(), gone('3'), insert('3'), COMMIT])
    assert.deepEqual(taken.slice(0, 4), ['deleted 1', 'deleted 3', 'row 3', 'commit 9'])
    assert.deepEqual(taken.slice(4), ['deleted 3', 'row 3', 'commit 9'])
  })

  test('a large value that was not repeated comes from the row as it is', async () => {
    const { page, taken } = reader()
    const kept: Message = { kind: 'update', oid: 1, before: null, after: ['3', 't', undefined] }
    assert.equal((await page.take([begin(), relation(), kept, COMMIT])).problems.length, 0)
    assert.deepEqual(taken, ['row 3', 'commit 9'])
  })
})
