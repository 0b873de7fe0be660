import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../../../src/core/duration.ts'
import type { KnownSubject } from '../../../../../../src/sources/memory.ts'
import { UTC_CLOCK } from '../../../../../../src/sources/postgres/connection/wall-clock.ts'
import { rowReaders } from '../../../../../../src/sources/postgres/kinds/kinds.ts'
import type { TableMapping } from '../../../../../../src/sources/postgres/mapping/mapping.ts'
import type { TablePlan } from '../../../../../../src/sources/postgres/mapping/plan.ts'
import { mappingKey, withArchives } from '../../../../../../src/sources/postgres/mapping/roles.ts'
import { Lives } from '../../../../../../src/sources/postgres/reading/rows/lives.ts'
import { Meanings } from '../../../../../../src/sources/postgres/reading/rows/meaning.ts'

const NOW = Date.UTC(2026, 4, 1)
const JOBS: TableMapping = {
  table: 'jobs',
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'completed_at' },
}
const RUNS: TableMapping = {
  table: 'runs',
  as: 'runs',
  columns: { taskId: 'task_id', finishedAt: 'finished_at', durationMs: 'ms' },
}

/** Of one table of some, whose subjects are known so. */
function meaningsOf(
  mapping: TableMapping,
  known: Record<string, KnownSubject> = {},
  {
    adopted = 0,
    repeats = false,
    roles = ['id', 'createdAt', 'completedAt'],
    others = [] as TableMapping[],
  } = {},
) {
  const lives = new Lives({ get: () => null, known: ({ subject }) => known[subject] ?? null })
  const plan = {
    mapping,
    key: [{ sql: 't.id', type: 'integer' }],
    fields: roles.map(role => ({ role, sql: role })),
    entity: 'id',
    clock: UTC_CLOCK,
  } as unknown as TablePlan
  const readRow = rowReaders('s', [...others, mapping]).get(mappingKey(mapping))
  assert.ok(readRow)
  const subjects = `s:${mapping.table}:`
  const meanings = new Meanings({
    plan,
    readRow,
    lives,
    subjects,
    adopted,
    lag: MINUTE,
    repeats: () => repeats,
    elapsed: () => 0,
  })
  const of = (key: string, ...cells: (string | null)[]) => {
    const { reading, ...rest } = meanings.of(['', key, '', ...cells], key, NOW, NOW)
    return { ...rest, says: reading.events.map(({ type, subject }) => `${type} ${subject}`) }
  }
  return { of, lives }
}

const time = (minutes: number): string => new Date(NOW - minutes * MINUTE).toISOString()
const began = (minutes: number, ended: number | null = null): KnownSubject => ({
  begunAt: NOW - minutes * MINUTE,
  endedAt: ended === null ? null : NOW - ended * MINUTE,
  reopenedAt: null,
  outcome: ended === null ? null : 'completed',
})

describe('what a row is taken for', () => {
  test('is what its id says, where nothing else was read of that', () => {
    const { of } = meaningsOf(JOBS)
    assert.deepEqual(of('7', '7', time(9), null).says, ['task.queued s:jobs:7'])
    const again = of('7', '7', time(9), null)
    assert.deepEqual([again.entity, again.isAgain, again.isKnown], [null, false, true])
  })

  test('is another task where it begins otherwise, noticed once', () => {
    const { of } = meaningsOf(JOBS, { 's:jobs:7': began(20, 15) })
    const first = of('7', '7', time(9), time(8))
    assert.deepEqual(first.says, [`task.queued s:jobs:7@${time(9)}`, `task.finished s:jobs:7@${time(9)}`])
    assert.deepEqual([first.entity, first.isAgain], [`7@${time(9)}`, true])
    const second = of('7', '7', time(9), time(8))
    assert.deepEqual([second.entity, second.isAgain, second.isKnown], [first.entity, false, true])
  })

  test('is what it was where ids repeat, or its begin meant something else then', () => {
    for (const options of [{ repeats: true }, { adopted: NOW }]) {
      const { of } = meaningsOf(JOBS, { 's:jobs:7': began(20) }, options)
      assert.deepEqual(of('7', '7', time(9), null).says, ['task.queued s:jobs:7'])
    }
  })

  test('of an archive is the end of what is open, and another task where that has ended', () => {
    const tables = withArchives([{ ...JOBS, archive: 'done' } as TableMapping])
    const [jobs, done] = tables as [TableMapping, TableMapping]
    const of = (known: KnownSubject) => meaningsOf(done, { 's:jobs:7': known }, { others: [jobs] }).of
    assert.equal(of(began(20))('1', '7', time(9), time(8)).says[1], 'task.finished s:jobs:7')
    assert.equal(of(began(20, 15))('1', '7', time(9), time(8)).says[1], `task.finished s:jobs:7@${time(9)}`)
  })

  test('of a run is a start of the life of its task that had begun last', () => {
    const { of, lives } = meaningsOf(
      RUNS,
      {},
      { roles: ['taskId', 'finishedAt', 'durationMs'], others: [JOBS] },
    )
    lives.note({
      id: 'x',
      source: 's',
      subject: 's:jobs:7',
      attributes: {},
      type: 'task.queued',
      at: NOW - 9 * MINUTE,
      data: { taskType: 'build' },
    })
    assert.deepEqual(of('1', '7', time(8), '1000').says, [`task.started s:jobs:7@${time(9)}`])
    assert.deepEqual(of('1', '7', time(18), '1000').says, ['task.started s:jobs:7'])
  })

  test('takes back that work was done where it is open again or has failed', () => {
    const done = meaningsOf(JOBS, { 's:jobs:7': began(20, 15) })
    const open = done.of('7', '7', time(20), null)
    assert.deepEqual([open.isUndone, open.isRevised, open.stage, open.says.length], [true, true, 1, 2])
  })
})
