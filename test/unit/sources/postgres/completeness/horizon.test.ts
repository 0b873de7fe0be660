import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import { HOUR, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import {
  type HorizonState,
  measureHorizon,
} from '../../../../../src/sources/postgres/completeness/horizon.ts'
import type { Row, Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'

const NOW = Date.UTC(2026, 4, 1)
const LAG = 2 * MINUTE
const moment = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace('Z', '+00')

interface Activity {
  now?: number
  running?: ReadonlyArray<readonly [id: string, pid: number, user: string, isTimed?: boolean]>
  prepared?: readonly string[]
  oldest?: number
  server?: string
  /** Of its subscriptions. */
  fed?: readonly Row[]
}

/** A database in which these transactions run. */
function database({
  now = NOW,
  running = [],
  prepared = [],
  oldest,
  server = 'start 1',
  fed = [],
}: Activity): Session {
  const row: Row = [
    String(now),
    'false',
    server,
    running.length === 0 ? null : JSON.stringify(running),
    prepared.length === 0
      ? null
      : JSON.stringify(prepared.map(id => [`prepared ${id}`, null, 'owner', false])),
    oldest === undefined ? null : moment(oldest),
  ]
  return { read: async () => [[row], [...fed]], close: async () => {} }
}

const measure = (activity: Activity, before: HorizonState | null = null) =>
  measureHorizon(database(activity), 'platform', null, before, LAG)

describe('the bound up to which every row can be seen', () => {
  test('is the present, less a second, where nothing runs', async () => {
    assert.equal((await measure({})).bound, NOW - SECOND)
  })

  test('goes back as far as rows are waited for, where a transaction was there before we were', async () => {
    assert.equal((await measure({ running: [['3/7@11', 11, 'app']] })).bound, NOW - LAG - SECOND)
  })

  test('is held by a transaction that has been there for long, until it ends', async () => {
    const first = await measure({})
    const second = await measure({ now: NOW + MINUTE, running: [['3/7@11', 11, 'app']] }, first.state)
    assert.equal(second.bound, NOW - SECOND, 'it began after the last look')
    const third = await measure({ now: NOW + 5 * MINUTE, running: [['3/7@11', 11, 'app']] }, second.state)
    assert.equal(third.bound, NOW - SECOND)
    const fourth = await measure({ now: NOW + 6 * MINUTE, running: [['3/8@11', 11, 'app']] }, third.state)
    assert.equal(fourth.bound, NOW + 5 * MINUTE - SECOND, 'another one of the same process')
  })

  test('is held by what was prepared, as old as the oldest that was known', async () => {
    const first = await measure({ running: [['3/7@11', 11, 'app']] })
    const second = await measure({ now: NOW + MINUTE, prepared: ['501'] }, first.state)
    assert.equal(second.bound, NOW - LAG - SECOND)
  })

  test('is exact where all statistics may be read', async () => {
    const activity = { running: [['3/7@11', 11, 'app', true]] as const, oldest: NOW - 10 * SECOND }
    assert.equal((await measure(activity)).bound, NOW - 11 * SECOND)
  })

  test('is no later than what runs without a time, where the server keeps no activities', async () => {
    const first = await measure({})
    const activity = { running: [['3/7@11', 11, 'app', false]] as const }
    const second = await measure({ now: NOW + MINUTE, oldest: NOW + MINUTE, ...activity }, first.state)
    const third = await measure({ now: NOW + HOUR / 6, oldest: NOW + HOUR / 6, ...activity }, second.state)
    assert.equal(third.bound, NOW - SECOND)
  })

  test('is held for a quarter of an hour at most; then the one that holds it is named', async () => {
    const first = await measure({ running: [['3/7@11', 11, 'app']] })
    const later = await measure({ now: NOW + HOUR, running: [['3/7@11', 11, 'app']] }, first.state)
    assert.equal(later.bound, NOW + 45 * MINUTE - SECOND)
    assert.match(later.problems[0]?.message ?? '', /transaction of user app \(pid 11\) has been running/)
  })

  test('forgets what ran before the server was started again', async () => {
    const first = await measure({ running: [['3/7@11', 11, 'app']] })
    const restarted = await measure(
      { now: NOW + HOUR, server: 'start 2', running: [['3/7@11', 11, 'app']] },
      first.state,
    )
    assert.equal(restarted.bound, NOW + HOUR - LAG - SECOND)
  })

  test('is measured all the same where nobody may ask for subscriptions', async () => {
    const open = database({ running: [['3/7@11', 11, 'app']] })
    const denied = Object.assign(new DatabaseError('permission denied', 0, 'error'), { code: '42501' })
    const read = async (statements: readonly Statement[]): Promise<Row[][]> => {
      if (statements.length > 1) throw denied
      return open.read(statements)
    }
    const { bound } = await measureHorizon({ ...open, read }, 'platform', null, null, LAG)
    assert.equal(bound, NOW - LAG - SECOND)
  })

  test('is where a subscription stands that feeds the tables, which is named after five minutes', async () => {
    const feed = (pid: string | null, heard: number | null): Row[] => [
      ['16491', 'jobs_from_east', pid, heard === null ? null : String(heard), '60000'],
    ]
    const first = await measure({ fed: feed('7', NOW - 10 * SECOND) })
    assert.deepEqual([first.bound, first.problems], [NOW - 10 * SECOND, []])
    const away = await measure({ now: NOW + HOUR, fed: feed(null, null) }, first.state)
    assert.equal(away.bound, NOW - 10 * SECOND)
    assert.match(away.problems[0]?.message ?? '', /subscription jobs_from_east.*brought nothing for 1h/)
    const gone = await measure({ now: NOW + HOUR }, away.state)
    assert.equal(gone.bound, NOW + HOUR - SECOND, 'it was dropped')
  })
})
