// What the rows of each kind of table say, row by row.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Event } from '../../../src/events/event.ts'
import { faultOfEvent } from '../../../src/events/schema.ts'
import { rowReaders } from '../../../src/sources/postgres/kinds/kinds.ts'
import type { TableMapping } from '../../../src/sources/postgres/mapping/mapping.ts'
import { mappingKey } from '../../../src/sources/postgres/mapping/roles.ts'
import { viewRow } from '../../../src/sources/postgres/reading/rows/row.ts'

const NOW = Date.parse('2025-11-01T00:00:00Z')
const time = (ms: number): string => new Date(ms).toISOString()

/** Reads one row, given by role; returns `type@seconds before NOW`, the state and the refused roles. */
function read(mapping: TableMapping, row: Record<string, string | null>, others: TableMapping[] = []) {
  const readRow = rowReaders('s', [mapping, ...others]).get(mappingKey(mapping))
  assert.ok(readRow)
  const roles = Object.keys(row)
  const view = viewRow(
    ['', '', ...Object.values(row)],
    new Map(roles.map((role, i) => [role, i + 2])),
    NOW + 2 * MINUTE,
  )
  const { events, state } = readRow(view, '1')
  for (const event of events) assert.equal(faultOfEvent(event), null)
  return { events, state, refused: view.refusals.map(({ role }) => role), types: events.map(summary) }
}

function summary(event: Event): string {
  return `${event.type}@${(event.at - NOW) / 1000}`
}

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
    read(mapping, { ...task, id: `${'x'.repeat(500)}${tail}` }).events[0]?.subject

  test('is open until its status and its end agree', () => {
    assert.deepEqual(read(mapping, task).types, ['task.queued@-3600'])
    assert.equal(read(mapping, task).state, 'open')
    assert.equal(read(mapping, { ...task, status: 'running', completedAt: time(NOW) }).state, 'open')
    assert.equal(read(mapping, { ...task, status: 'completed' }).state, 'limbo')
  })

  test('says when it was queued, started and finished', () => {
    const done = { ...task, status: 'Completed', startedAt: time(NOW - 60_000), completedAt: time(NOW) }
    assert.deepEqual(read(mapping, done).types, ['task.queued@-3600', 'task.started@-60', 'task.finished@0'])
    assert.equal(read(mapping, done).state, 'settled')
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
      const { events } = read(mapping, { ...task, status: 'failed', completedAt: time(NOW), error })
      const last = events.at(-1)
      assert.equal(last?.type === 'task.failed' && last.data.phantom, phantom, String(error))
    }
  })

  test('that ends before it begins is refused, but for what two clocks may differ', () => {
    assert.deepEqual(read(mapping, early(60_000)).refused, ['completedAt'])
    assert.deepEqual(read(mapping, early(60_000)).types, ['task.queued@-3600'])
    assert.deepEqual(read(mapping, early(500)).types, ['task.queued@-3600', 'task.finished@-3600'])
  })

  test('with a start after its end has no start', () => {
    const row = { ...task, status: 'done', startedAt: time(NOW), completedAt: time(NOW - MINUTE) }
    assert.deepEqual(read(mapping, row).types, ['task.queued@-3600', 'task.finished@-60'])
    assert.deepEqual(read(mapping, row).refused, ['startedAt'])
  })

  test('with an unknown status beside an end is refused until somebody says what it means', () => {
    const row = { ...task, status: 'archived', completedAt: time(NOW) }
    assert.deepEqual(read(mapping, row).refused, ['status'])
    assert.deepEqual(read({ ...mapping, statuses: { completed: ['archived'], failed: [] } }, row).refused, [])
  })

  test('without id or creation says nothing', () => {
    assert.deepEqual(read(mapping, { ...task, id: null }).types, [])
    assert.deepEqual(read(mapping, { ...task, createdAt: 'infinity' }).types, [])
  })

  test('of a table without a status has failed where it left an error', () => {
    const { status: _, ...columns } = { ...mapping.columns, completedAt: 'e' }
    const bare: TableMapping = { table: 't', as: 'tasks', columns: { ...columns, id: 'id', createdAt: 'c' } }
    const end = { ...task, completedAt: time(NOW) }
    assert.deepEqual(read(bare, end).types, ['task.queued@-3600', 'task.finished@0'])
    assert.deepEqual(read(bare, { ...end, error: 'x' }).types, ['task.queued@-3600', 'task.failed@0'])
    assert.equal(read(bare, task).state, 'open')
  })

  test('with a very long id keeps ids that are short and its own', () => {
    assert.ok((subjectOf('a')?.length ?? 999) <= 200)
    assert.notEqual(subjectOf('a'), subjectOf('b'))
    assert.equal(subjectOf('a'), subjectOf('a'))
  })
})

describe('a row of runs', () => {
  const mapping: TableMapping = {
    table: 'r',
    as: 'runs',
    columns: { taskId: 't', finishedAt: 'f', durationMs: 'd' },
  }
  const tasks: TableMapping = {
    table: 'tasks',
    as: 'tasks',
    columns: { id: 'id', createdAt: 'c', completedAt: 'e' },
  }

  test('starts the task that it belongs to, by its duration before its end', () => {
    const { events, types } = read(mapping, { taskId: 'a', finishedAt: time(NOW), durationMs: '1500.4' }, [
      tasks,
    ])
    assert.deepEqual(types, ['task.started@-1.5'])
    assert.equal(
      events[0]?.subject,
      read(tasks, { id: 'a', createdAt: time(NOW), completedAt: null }).events[0]?.subject,
    )
  })

  test('with a duration that cannot be is refused', () => {
    for (const durationMs of ['-1', 'NaN', 'Infinity', '1e300', null]) {
      const { refused, types } = read(mapping, { taskId: 'a', finishedAt: time(NOW), durationMs }, [tasks])
      assert.deepEqual([refused, types], [['durationMs'], []])
    }
  })
})

describe('a row of claims', () => {
  const mapping: TableMapping = {
    table: 'c',
    as: 'claims',
    columns: {
      id: 'i',
      madeAt: 'm',
      verifiedAt: 'v',
      outcome: 'o',
      probability: 'p',
      verifier: 'w',
      audited: 'a',
    },
  }
  const claim = {
    id: '1',
    madeAt: time(NOW - HOUR),
    probability: '0.9',
    propensity: null,
    verifiedAt: null,
    outcome: null,
    verifier: null,
    audited: null,
  }

  test('is open until it has both a verification and an outcome', () => {
    assert.equal(read(mapping, claim).state, 'open')
    assert.equal(read(mapping, { ...claim, outcome: 't' }).state, 'limbo')
    assert.equal(read(mapping, { ...claim, verifiedAt: time(NOW) }).state, 'limbo')
    assert.equal(read(mapping, { ...claim, verifiedAt: time(NOW), outcome: 'f' }).state, 'settled')
  })

  test('says who verified it, and trusts least where nobody says', () => {
    const verified = { ...claim, verifiedAt: time(NOW), outcome: 't' }
    const by = (verifier: string | null, assumed?: 'human') => {
      const event = read({ ...mapping, verifier: assumed }, { ...verified, verifier }).events[1]
      return event?.type === 'claim.verified' ? event.data : null
    }
    assert.deepEqual(by(null), { outcome: true, verifier: 'self', audit: false })
    assert.deepEqual(by(null, 'human'), { outcome: true, verifier: 'human', audit: false })
    assert.deepEqual(by('Test'), { outcome: true, verifier: 'test', audit: false })
    assert.deepEqual(by('the boss'), { outcome: true, verifier: 'self', audit: false })
  })

  test('without a column of probability claims certainty, but a null in one is refused', () => {
    const { probability: _, ...columns } = mapping.columns
    const bare: TableMapping = { ...mapping, columns }
    const event = read(bare, claim).events[0]
    assert.equal(event?.type === 'claim.made' && event.data.probability, 1)
    assert.deepEqual(read(mapping, { ...claim, probability: null }).refused, ['probability'])
  })

  test('with a propensity of zero has none, since it can never be audited', () => {
    const event = read(mapping, { ...claim, propensity: '0' }).events[0]
    assert.deepEqual(event?.data, { claimType: 'unknown', probability: 0.9 })
  })
})

describe('a row of roi', () => {
  const mapping: TableMapping = {
    table: 'i',
    as: 'roi',
    columns: { id: 'i', spentAt: 's', projected: 'p', realisedAt: 'r', realised: 'a', writtenOffAt: 'w' },
  }
  const investment = {
    id: '1',
    spentAt: time(NOW - HOUR),
    projected: '100',
    category: 'ads',
    realisedAt: null,
    realised: null,
    writtenOffAt: null,
  }

  test('is pending until it is realised or written off', () => {
    assert.equal(read(mapping, investment).state, 'open')
    const realised = { ...investment, realisedAt: time(NOW), realised: '80' }
    assert.deepEqual(read(mapping, realised).types, ['roi.projected@-3600', 'roi.realised@0'])
    const lost = { ...investment, writtenOffAt: time(NOW) }
    assert.deepEqual(read(mapping, lost).types, ['roi.projected@-3600', 'roi.written_off@0'])
  })

  test('realised without an amount may still get one', () => {
    assert.equal(read(mapping, { ...investment, realisedAt: time(NOW) }).state, 'limbo')
    assert.deepEqual(read(mapping, { ...investment, realisedAt: time(NOW), realised: 'NaN' }).refused, [
      'realised',
    ])
  })
})

describe('a row of releases', () => {
  const columns = { id: 'i', at: 'a', version: 'v', component: 'c', environment: 'e' }
  const mapping: TableMapping = { table: 'deployments', as: 'releases', columns }
  const row = { id: '7', at: time(NOW - HOUR), version: '2.9.1', component: 'worker', environment: null }

  test('is the version that took over, of its component', () => {
    const [event] = read(mapping, row).events
    assert.equal(event?.type, 'rollout.changed')
    assert.equal(event?.at, NOW - HOUR)
    assert.deepEqual(event?.data, { version: '2.9.1', component: 'worker' })
    assert.deepEqual(event?.attributes, { 'service.version': '2.9.1' })
    const placed = read(mapping, { ...row, component: ' ', environment: 'eu' }).events[0]
    assert.deepEqual(placed?.data, { version: '2.9.1', environment: 'eu' })
  })

  test('is under way until it has a moment, and says nothing without a version', () => {
    const pending = read(mapping, { ...row, at: null })
    assert.deepEqual([pending.events, pending.state, pending.refused], [[], 'open', []])
    assert.deepEqual(read(mapping, { ...row, version: '' }).refused, ['version'])
  })
})

describe('a row of observations', () => {
  const columns = { id: 'i', at: 'a' }

  test('is its value, or 1 where there is no such column', () => {
    const counted: TableMapping = { table: 'o', as: 'observations', observation: 'drones', columns }
    const row = { id: '1', at: time(NOW), value: '2.5' }
    assert.deepEqual(read(counted, row).events[0]?.data, { name: 'drones', value: 1 })
    const valued: TableMapping = { ...counted, columns: { ...columns, value: 'v' } }
    assert.deepEqual(read(valued, row).events[0]?.data, { name: 'drones', value: 2.5 })
    assert.deepEqual(read(valued, { ...row, value: null }).refused, ['value'])
  })
})
