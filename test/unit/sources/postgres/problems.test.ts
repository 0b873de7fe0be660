import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { refusalProblems, withRefusals } from '../../../../src/sources/postgres/problems.ts'
import type { RefusedRow } from '../../../../src/sources/postgres/reading/rows/step.ts'
import { TASKS } from '../../../support/postgres/postgres-source.ts'

const NOW = Date.UTC(2026, 4, 1)
const refused = (rowKey: string, more: Partial<RefusedRow> = {}): RefusedRow => ({
  role: 'completedAt',
  reason: 'is infinite',
  value: 'infinity',
  rowKey,
  at: NOW - DAY,
  ...more,
})

const plan = { mapping: TASKS, zoneless: ['createdAt'] }

describe('refusals', () => {
  test('of times without a zone that lie in the future say how local times are read', () => {
    const ahead = (role: string) =>
      withRefusals([], [refused('1', { role, reason: 'lies in the future' })], NOW, 90 * DAY)
    const remedyOf = (role: string) =>
      refusalProblems(plan, { refused: ahead(role), rows: 1_000 }, [])[0]?.remedy ?? ''
    assert.match(
      remedyOf('createdAt'),
      /no zone: where they are not those of `zone`.*at_zone\(created_at, Europe\/Berlin\)/,
    )
    assert.match(remedyOf('completedAt'), /^Look at the row/)
  })

  test('are counted by column and reason, with one example that tells no secret', () => {
    const records = withRefusals(
      [],
      [refused('1'), refused('2'), refused('3', { role: 'id', value: 'ann@x.org' })],
      NOW,
      90 * DAY,
    )
    assert.deepEqual(
      records.map(({ role, rows, example }) => [role, rows, example]),
      [
        ['completedAt', 2, '1, which holds "infinity"'],
        ['id', 1, '3, which holds "[email]"'],
      ],
    )
  })

  test('stay for as long as their rows are watched, and no longer', () => {
    const records = withRefusals([], [refused('1')], NOW, 90 * DAY)
    assert.equal(withRefusals(records, [], NOW + 89 * DAY, 90 * DAY).length, 1)
    assert.equal(withRefusals(records, [], NOW + 90 * DAY, 90 * DAY).length, 0)
  })

  test('are a problem each, with those of the last batch and with all', () => {
    const records = withRefusals([], [refused('1'), refused('2')], NOW, 90 * DAY)
    const [problem] = refusalProblems(plan, { refused: records, rows: 1_000 }, [refused('2')])
    assert.equal(problem?.where, 'execution_tasks.completed_at')
    assert.equal(problem?.refused, 1)
    assert.deepEqual(problem?.refusal, {
      table: 'execution_tasks',
      reason: 'completedAt is infinite',
      total: 2,
      of: 1_000,
      example: '1, which holds "infinity"',
    })
  })

  test('of more than one row in a hundred are a problem of the table', () => {
    const rows = [...Array(20).keys()].map(i => refused(String(i)))
    const records = withRefusals([], rows, NOW, 90 * DAY)
    const of = (all: number): string[] =>
      refusalProblems(plan, { refused: records, rows: all }, []).map(({ message }) => message)
    assert.match(of(1_000)[0] ?? '', /more than 1 % of its rows are refused/)
    assert.deepEqual(of(2_000), ['refused where the value is infinite'])
  })

  test('of what waits for its time are no fault of the mapping, and say so', () => {
    const rows = [...Array(20).keys()].map(i => refused(String(i), { reason: 'lies in the future' }))
    const found = refusalProblems(plan, { refused: withRefusals([], rows, NOW, 90 * DAY), rows: 100 }, [])
    assert.deepEqual(
      found.map(({ remedy }) => remedy),
      ['Look at the row with key 0, which holds "infinity"; it is read again when its time has come'],
    )
  })

  test('of rows without a key say so', () => {
    const records = withRefusals([], [refused('', { value: null })], NOW, 90 * DAY)
    const [problem] = refusalProblems(plan, { refused: records, rows: 1_000 }, [])
    assert.equal(problem?.remedy, 'Look at the rows whose id is empty')
  })

  test('for ever new reasons are bounded', () => {
    const rows = [...Array(200).keys()].map(i => refused(String(i), { reason: `reason ${i}` }))
    const records = withRefusals([], rows, NOW, 90 * DAY)
    assert.ok(records.length <= 21)
    assert.equal(
      records.reduce((sum, record) => sum + record.rows, 0),
      200,
    )
  })
})
