import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { tasksEnded } from '../../../../src/indicators/patterns/task-counts.ts'
import { feed } from '../../../../src/pipeline/close/feed.ts'
import { addToCells, type CellDeltas, type Slice } from '../../../../src/series/cells.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const HOURS = 300

function setUp(t: TestContext, secondsALook: number) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const deltas: CellDeltas = new Map()
  const tasks = Array.from({ length: HOURS }, (_, i) => task(MONDAY + i * HOUR, 0, 0, { subject: `t${i}` }))
  const changes = tasks.map(lifecycle => ({ lifecycle, sign: 1 as const }))
  addToCells(deltas, { grain: HOUR, measures: [tasksEnded] }, changes)
  store.transaction(() => store.cells.add('task', 'db', HOUR, deltas))
  let looks = 0
  let pauses = 0
  const deps = {
    store,
    watchdog: watchdogOf(),
    pause: async () => {
      pauses += 1
    },
    stopwatch: () => secondsALook * looks++,
  }
  return { deps, pauses: () => pauses }
}

/** What each of three takers took, hour by hour. */
async function fed(deps: ReturnType<typeof setUp>['deps'], each: () => void = () => {}): Promise<number[][]> {
  const taken: number[][] = [[], [], []]
  const takers = taken.map(hours => ({ add: ({ from }: Slice) => hours.push((from - MONDAY) / HOUR) }))
  const all = { from: MONDAY, to: MONDAY + HOURS * HOUR }
  await feed({ kind: 'task', source: 'db' }, all, takers, deps, each)
  return taken
}

/** One after each slice that is read, but for the one that fills a piece. */
const READING = HOURS - 1
const EVERY_HOUR = [...Array(HOURS).keys()]

describe('cells for those who make something of them', () => {
  test('come to each in the order of time', async t => {
    const { deps, pauses } = setUp(t, 0)
    let pieces = 0
    assert.deepEqual(
      await fed(deps, () => {
        pieces += 1
      }),
      [EVERY_HOUR, EVERY_HOUR, EVERY_HOUR],
    )
    assert.equal(pieces, 2)
    assert.equal(pauses(), READING + 4)
  })

  test('leave others their turn between two of them that take long', async t => {
    const { deps, pauses } = setUp(t, 1)
    assert.deepEqual(await fed(deps), [EVERY_HOUR, EVERY_HOUR, EVERY_HOUR])
    assert.equal(pauses(), READING + 8)
  })
})
