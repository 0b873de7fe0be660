import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../../src/core/duration.ts'
import type { Row } from '../../../../../src/sources/postgres/connection/session.ts'
import { deletion } from '../../../../../src/sources/postgres/kinds/kinds.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { type Change, ChangeIntake } from '../../../../../src/sources/postgres/reading/changes.ts'
import type { Followed } from '../../../../../src/sources/postgres/reading/follow.ts'
import type { Moment, RowIntake } from '../../../../../src/sources/postgres/reading/row-intake.ts'
import { TASKS } from '../../../../support/postgres/postgres-source.ts'

const NOW = Date.UTC(2026, 0, 10)
const SINCE = NOW - DAY
const plan = { key: [{ sql: 't.id', type: 'integer' }] } as unknown as TablePlan
const followed: Followed = {
  checkedAt: 0,
  from: 0,
  to: 1,
  stage: 1,
  limboSince: null,
  entity: null,
  origin: null,
}

/** Rows are `[time, key]`; one that was taken is followed from then on. */
function intakeOf(keys: readonly string[] = []) {
  const rows = new Map(keys.map(key => [key, followed] as const))
  const said: Array<number | undefined> = []
  const doubted: Array<string> = []
  const intake = {
    followed: rows,
    timeOf: ([at]: Row) => Number(at),
    takeScanned: (_: unknown, [, key]: Row, { saidAt, doubtedAt }: Moment) => {
      said.push(saidAt)
      if (doubtedAt !== undefined) doubted.push(`${key} ${doubtedAt}`)
      rows.set(key ?? '', followed)
    },
  } as unknown as RowIntake
  const changes = new ChangeIntake(intake, {
    plan,
    backfill: DAY,
    deleted: (row, at) => deletion('s', TASKS, 'execution_tasks', row, at),
  })
  const take = (...all: Change[]) => {
    const moment = { now: NOW, checkedAt: NOW, lateness: () => null }
    const { step, taken, gone } = changes.take(all, moment, SINCE)
    return { events: step.events.map(({ id, at }) => `${id} ${at}`), taken, gone }
  }
  return { changes, take, rows, said, doubted }
}

const row = (key: string, at = NOW): Change => ({ kind: 'row', row: [String(at), key], at })
const deleted = (key: string): Change => ({ kind: 'deleted', key })
const commit = (at: number): Change => ({ kind: 'commit', at })

describe('the changes of a table', () => {
  test('are taken in order; what is deleted while it is open is removed at the commit', () => {
    const { take, rows } = intakeOf()
    const { events, taken, gone } = take(row('1'), row('2'), deleted('1'), commit(7))
    assert.deepEqual([events, taken, gone], [['s:execution_tasks:1:removed 7'], ['1', '2'], 1])
    assert.deepEqual([...rows.keys()], ['2'])
  })

  test('say when a row said what it says, but for what its transaction wrote anew', () => {
    const { take, said } = intakeOf()
    take(row('1'), row('2'), row('1'), commit(NOW), row('1', NOW + 1), commit(NOW + 1))
    assert.deepEqual(said, [Number.NEGATIVE_INFINITY, NOW, NOW, NOW + 1])
  })

  test('leave to the table what a transaction that goes on says of rows that have ended', () => {
    const { take, said, doubted } = intakeOf()
    take(row('1'), commit(NOW), row('2'))
    take(row('2'), commit(NOW))
    assert.deepEqual(said, [NOW, Number.NEGATIVE_INFINITY, NOW])
    assert.deepEqual(doubted, [`2 ${SINCE - 1}`])
  })

  test('tell which rows each commit leaves deleted, wherever its transaction began', () => {
    const { changes, take } = intakeOf(['1', '2', '3', '4'])
    take(deleted('1'), deleted('2'))
    const [first, second] = [commit(1), commit(2)]
    const known: Change = { kind: 'known', key: '4' }
    const more = [
      row('2'),
      deleted('3'),
      deleted('4'),
      known,
      deleted('9'),
      first,
      deleted('2'),
      second,
      deleted('4'),
    ]
    assert.deepEqual(
      [...changes.closing(more)],
      [
        [first, ['1', '3']],
        [second, ['2']],
      ],
    )
    assert.deepEqual([...changes.closing([])], [], 'to be asked changes nothing')
    assert.equal(take(...more).gone, 3)
  })

  test('do not take a row for deleted that an earlier pull took of the same transaction', () => {
    const { take } = intakeOf(['1', '2'])
    const known: Change = { kind: 'known', key: '1' }
    assert.deepEqual(take(deleted('1'), deleted('2'), known, commit(8)).events, [
      's:execution_tasks:2:removed 8',
    ])
  })

  test('say nothing of a deletion that was written again, or that is not committed yet', () => {
    const { take } = intakeOf(['1', '2'])
    assert.deepEqual(take(deleted('1'), row('1'), deleted('2')).events, [])
    assert.deepEqual(take(commit(8)).events, ['s:execution_tasks:2:removed 8'])
  })

  test('say nothing of the deletion of a row that had ended, or was never read', () => {
    assert.deepEqual(intakeOf().take(deleted('1'), commit(7)), { events: [], taken: [], gone: 0 })
  })

  test('leave out rows from before the time that is watched, but for those that are followed', () => {
    const { take } = intakeOf(['2'])
    assert.deepEqual(take(row('1', NOW - 2 * DAY), row('2', NOW - 2 * DAY), commit(7)).taken, ['2'])
  })
})
