import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { unreadableCell } from '../../../../../src/sources/postgres/connection/values.ts'
import { isPattern, phantomTest } from '../../../../../src/sources/postgres/kinds/tasks.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of tasks', () => {
  const mapping: TableMapping = {
    table: 't',
    as: 'tasks',
    columns: { id: 'id', createdAt: 'c', completedAt: 'e', status: 's', startedAt: 'b', error: 'x' },
  }
  const created = time(NOW - HOUR)
  const task = {
    id: 'a',
    createdAt: created,
    completedAt: null,
    status: 'pending',
    startedAt: null,
    error: null,
  }

  const early = (ms: number) => ({ ...task, status: 'done', completedAt: time(NOW - HOUR - ms) })
  const subjectOf = (tail: string) =>
    readOne(mapping, { ...task, id: `${'x'.repeat(500)}${tail}` }).events[0]?.subject

  test('names in each of its events the variant that it was done with', () => {
    const named = { ...mapping, columns: { ...mapping.columns, variant: 'v' } } as TableMapping
    const row = { ...task, status: 'done', completedAt: time(NOW), variant: 'prompt-b' }
    const variants = readOne(named, row).events.map(({ data }) => 'variant' in data && data.variant)
    assert.deepEqual(variants, ['prompt-b', 'prompt-b'])
  })

  test('is open until its status and its end agree', () => {
    assert.deepEqual(readOne(mapping, task).types, ['task.queued@-3600'])
    assert.equal(readOne(mapping, task).state, 'open')
    assert.equal(readOne(mapping, { ...task, status: 'running', completedAt: time(NOW) }).state, 'open')
    assert.equal(readOne(mapping, { ...task, status: 'completed' }).state, 'limbo')
  })

  test('that has an end and an error which cannot be read has failed, where no column says how it ended', () => {
    const { status: _, ...columns } = mapping.columns
    const row = { ...task, completedAt: time(NOW), error: unreadableCell('cannot be read') }
    const { types, refused } = readOne({ ...mapping, columns }, row)
    assert.deepEqual([types.at(-1), refused], ['task.failed@0', ['error']])
  })

  test('is open whatever its times say while its status is one of work under way, a word of its platform among them', () => {
    const row = { ...task, status: 'Picked by worker', completedAt: created }
    const statuses = { completed: ['done'], failed: [], underway: ['picked by worker'] }
    const { refused, state } = readOne({ ...mapping, statuses }, row)
    assert.deepEqual([refused, state], [[], 'open'])
    assert.equal(readOne(mapping, row).refused.length, 1)
  })

  test('says only when it ended where nothing says when it was queued, or the same column says both', () => {
    const columns = { id: 'id', completedAt: 'e', status: 's', startedAt: 'b' }
    const row = { id: 'a', completedAt: time(NOW), status: 'done', startedAt: time(NOW - 60_000) }
    for (const begin of [{}, { createdAt: 'e' }]) {
      const only: TableMapping = { table: 't', as: 'tasks', columns: { ...columns, ...begin } }
      assert.deepEqual(readOne(only, row).types, ['task.started@-60', 'task.finished@0'])
      const open = readOne(only, { ...row, completedAt: null, status: 'retry', startedAt: null })
      assert.deepEqual([open.types, open.state, open.refused], [[], 'open', []])
    }
  })

  test('says when it was queued, started and finished', () => {
    const done = { ...task, status: 'Completed', startedAt: time(NOW - 60_000), completedAt: time(NOW) }
    assert.deepEqual(readOne(mapping, done).types, [
      'task.queued@-3600',
      'task.started@-60',
      'task.finished@0',
    ])
    assert.equal(readOne(mapping, done).state, 'settled')
  })

  test('whose failing write the database refused is a phantom, and no other is', () => {
    const errors: Array<[string | null, boolean]> = [
      ['column "ai_model" of relation "execution_tasks" does not exist', true],
      ['error: column "ai_model" of relation "tasks" does not exist at Parser.parse', true],
      ['null value in column "x" of relation "t" violates not-null constraint', true],
      ['value too long for type character varying(50)', true],
      ['relation "sales" does not exist', false],
      ['timeout after 900 s', false],
      [null, false],
    ]
    for (const [error, phantom] of errors) {
      const { events } = readOne(mapping, { ...task, status: 'failed', completedAt: time(NOW), error })
      const last = events.at(-1)
      assert.equal(last?.type === 'task.failed' && last.data.phantom, phantom, String(error))
    }
  })

  test('that ends before it begins is refused, but for what two clocks may differ', () => {
    assert.deepEqual(readOne(mapping, early(60_000)).refused, ['completedAt'])
    assert.deepEqual(readOne(mapping, early(60_000)).types, ['task.queued@-3600'])
    assert.deepEqual(readOne(mapping, early(500)).types, ['task.queued@-3600', 'task.finished@-3600'])
  })

  test('with a start after its end has no start', () => {
    const row = { ...task, status: 'done', startedAt: time(NOW), completedAt: time(NOW - MINUTE) }
    assert.deepEqual(readOne(mapping, row).types, ['task.queued@-3600', 'task.finished@-60'])
    assert.deepEqual(readOne(mapping, row).refused, ['startedAt'])
  })

  test('with an unknown status beside an end is refused until somebody says what it means', () => {
    const row = { ...task, status: 'archived', completedAt: time(NOW) }
    assert.deepEqual(readOne(mapping, row).refused, ['status'])
    assert.deepEqual(
      readOne({ ...mapping, statuses: { completed: ['archived'], failed: [] } }, row).refused,
      [],
    )
  })

  test('without id or creation says nothing', () => {
    assert.deepEqual(readOne(mapping, { ...task, id: null }).types, [])
    assert.deepEqual(readOne(mapping, { ...task, createdAt: 'infinity' }).types, [])
  })

  test('of a table without a status has failed where it left an error', () => {
    const { status: _, ...columns } = { ...mapping.columns, completedAt: 'e' }
    const bare: TableMapping = { table: 't', as: 'tasks', columns: { ...columns, id: 'id', createdAt: 'c' } }
    const end = { ...task, completedAt: time(NOW) }
    assert.deepEqual(readOne(bare, end).types, ['task.queued@-3600', 'task.finished@0'])
    assert.deepEqual(readOne(bare, { ...end, error: 'x' }).types, ['task.queued@-3600', 'task.failed@0'])
    assert.equal(readOne(bare, task).state, 'open')
  })

  test('with a very long id keeps ids that are short and its own', () => {
    assert.ok((subjectOf('a')?.length ?? 999) <= 200)
    assert.notEqual(subjectOf('a'), subjectOf('b'))
    assert.equal(subjectOf('a'), subjectOf('a'))
  })
})

test('a pattern of a phantom failure that is no regular expression is passed over, and matches in any case', () => {
  const isPhantom = phantomTest(['(', 'not RECORDED'])
  assert.deepEqual([isPhantom('Not recorded'), isPhantom('('), isPhantom(null)], [true, false, false])
  assert.deepEqual([isPattern('('), isPattern('a|b')], [false, true])
})
