import assert from 'node:assert/strict'
import { join as pathOf } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createWatchdog, NoTimeLeft, type Watchdog } from '../../../../src/core/watchdog.ts'
import type { Indicator } from '../../../../src/indicators/indicator.ts'
import { tasksArrived, tasksEnded } from '../../../../src/indicators/patterns/task-counts.ts'
import { countOf } from '../../../../src/indicators/tally.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { NOTHING_KNOWN } from '../../../../src/lifecycles/facts.ts'
import type { Join, LifecycleEvent } from '../../../../src/lifecycles/join.ts'
import { lifecycleKinds } from '../../../../src/lifecycles/registry.ts'
import { cellDeltas, type NoteFailing, record } from '../../../../src/pipeline/collect/record.ts'
import { DATABASE_FILE } from '../../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { taskEvent } from '../../../support/facts/fake-source.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const NOW = Date.UTC(2026, 4, 1)

interface Toy {
  oneAtATime?: readonly string[]
  watchdog?: Watchdog
  /** In the place of what the kinds of the registry make of an event. */
  joinBy?: Join
  folder?: string
}

function setup(t: TestContext, toy: Toy = {}) {
  const { oneAtATime = [], watchdog = watchdogOf(), joinBy, folder = temporaryFolder(t) } = toy
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const plan = planOf()
  const refused: string[] = []
  const run = (events: readonly unknown[], settledBefore = NOW - DAY): number =>
    store.transaction(
      () =>
        record(
          events as LifecycleEvent[],
          {
            store,
            accumulated: plan.accumulated,
            oneAtATime: new Set(oneAtATime),
            settledBefore,
            watchdog,
            log: silentLogger,
          },
          ({ id }, why) => refused.push(`${id}: ${why}`),
          joinBy,
        ).length,
    )
  const counts = (): [arrived: number, ended: number] => {
    let [arrived, ended] = [0, 0]
    for (const { cells } of store.cells.read('task', 'platform', 0, NOW + DAY)) {
      for (const { tally } of cells) {
        arrived += countOf(tally, tasksArrived)
        ended += countOf(tally, tasksEnded)
      }
    }
    return [arrived, ended]
  }
  return { store, run, counts, refused }
}

const queued = (id: string, at: number) => taskEvent(id, 'task.queued', at)
const finished = (id: string, at: number) => taskEvent(id, 'task.finished', at)

describe('recording events', () => {
  test('of one whose end was known alone and let go is not taken for another when its beginning comes', t => {
    const { store, run, counts } = setup(t)
    run([taskEvent('1', 'task.finished', NOW - 2 * DAY)])
    assert.equal(run([taskEvent('1', 'task.queued', NOW - 2 * DAY - 2 * HOUR)]), 0)
    assert.deepEqual([store.lifecycles.openCount('task'), ...counts()], [0, 0, 1])
  })

  test('puts lifecycles into cells, however the events are divided among batches', t => {
    const { run, counts } = setup(t)
    assert.equal(run([queued('1', NOW - HOUR), finished('2', NOW - MINUTE)]), 2)
    assert.equal(run([finished('1', NOW - MINUTE), queued('2', NOW - HOUR)]), 2)
    assert.deepEqual(counts(), [2, 2])
  })

  test('takes what is said again, or what changes nothing, for known', t => {
    const { run, counts } = setup(t)
    assert.equal(run([queued('1', NOW - HOUR), queued('1', NOW - HOUR)]), 1)
    assert.equal(run([queued('1', NOW - HOUR), queued('1', NOW - MINUTE)]), 0)
    assert.deepEqual(counts(), [1, 0])
  })

  test('takes for known what is said again of a label that is not told apart any more', t => {
    const folder = temporaryFolder(t)
    openSqliteStore(folder).close()
    const db = new DatabaseSync(pathOf(folder, DATABASE_FILE))
    db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO label_sets (labels) SELECT json_object('variant', 'build ' || i) FROM n`,
    )
    db.close()
    const { run, counts } = setup(t, { folder })
    const events = [queued('1', NOW - HOUR), finished('1', NOW - MINUTE)].map(event => ({
      ...event,
      data: { ...event.data, variant: 'a new one' },
    }))
    assert.equal(run(events), 2)
    assert.equal(run(events), 0)
    assert.deepEqual(counts(), [1, 1])
  })

  test('moves a task in its cells when an earlier end becomes known', t => {
    const { run, store, counts } = setup(t)
    run([queued('1', NOW - 5 * HOUR), finished('1', NOW - MINUTE)])
    run([finished('1', NOW - 3 * HOUR)])
    assert.deepEqual(counts(), [1, 1])
    const ends = [...store.cells.read('task', 'platform', 0, NOW)].filter(({ cells }) =>
      cells.some(({ tally }) => countOf(tally, tasksEnded) > 0),
    )
    assert.deepEqual(
      ends.map(({ from }) => from),
      [NOW - 3 * HOUR],
    )
  })

  test('lets go at once of what ended long ago, and knows it when it comes again', t => {
    const { run, store, counts } = setup(t)
    const old = [queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)]
    assert.equal(run(old), 2)
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.equal(run(old), 0)
    assert.equal(run([finished('1', NOW - 8 * DAY)]), 0)
    assert.deepEqual(counts(), [1, 1])
  })

  test('lets go of an open one when its old end is told', t => {
    const { run, store, counts } = setup(t)
    run([queued('1', NOW - 9 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 1)
    run([finished('1', NOW - 8 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 0)
    assert.deepEqual(counts(), [1, 1])
  })

  test('keeps the tasks of a source whose starts are still to be reconstructed', t => {
    const { run, store } = setup(t, { oneAtATime: ['platform'] })
    run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)])
    assert.equal(store.lifecycles.keptCount(), 1)
  })

  test('marks a cell of a closed bucket to be looked at again, and no other', t => {
    const { run, store } = setup(t)
    store.series.setMark('closed:task:platform', NOW - HOUR)
    run([queued('1', NOW - 5 * HOUR), finished('1', NOW - MINUTE)])
    assert.deepEqual(store.cells.reopened('task', 'platform', 9), [NOW - 5 * HOUR])
    store.cells.taken('task', 'platform', [NOW - 5 * HOUR])
    assert.deepEqual(store.cells.reopened('task', 'platform', 9), [])
  })

  test('leaves nothing behind where the commit fails', t => {
    const { run, store, counts } = setup(t)
    assert.throws(() =>
      store.transaction(() => {
        run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)])
        throw new Error('killed')
      }),
    )
    assert.deepEqual(counts(), [0, 0])
    assert.equal(run([queued('1', NOW - 9 * DAY), finished('1', NOW - 8 * DAY)]), 2)
    assert.deepEqual(counts(), [1, 1])
  })
})

/** As the kind of tasks does it, but for an event of subject 2, of which it makes what is given. */
function joiningWrongly(make: () => unknown): Join {
  return (facts, event) => {
    if (event.subject === '2') return make() as never
    const join = lifecycleKinds.task.joins[event.type as 'task.queued'] as Join
    return join(facts, event)
  }
}

/** What a stranger may write by mistake. */
const WRONG: Readonly<Record<string, readonly [make: () => unknown, why: string]>> = {
  throws: [() => assert.fail('out of order'), 'out of order'],
  'returns nothing': [() => undefined, 'it makes undefined of an event, which is no facts'],
  'is asynchronous': [async () => ({}), 'openedAt is undefined'],
  'answers a date in text': [() => ({ openedAt: '2026-05-01' }), 'openedAt is 2026-05-01'],
}

describe('a kind of lifecycle that fails on an event', () => {
  for (const [how, [make, why]] of Object.entries(WRONG)) {
    test(`because it ${how} has that event refused, and all others kept`, t => {
      const { run, counts, refused } = setup(t, { joinBy: joiningWrongly(make) })
      const given = ['1', '2', '3'].flatMap(id => [queued(id, NOW - HOUR), finished(id, NOW - MINUTE)])
      assert.equal(run(given), 4)
      assert.deepEqual(counts(), [2, 2])
      assert.deepEqual(
        refused,
        given.slice(2, 4).map(({ id }) => `${id}: ${why}`),
      )
    })
  }

  test('because it never returns is interrupted, and has that event refused alone', t => {
    const { watchdog, forever } = loadProof(0.1)
    const { run, refused } = setup(t, { watchdog, joinBy: joiningWrongly(forever) })
    const [first, looping, last] = ['1', '2', '3'].map(id => queued(id, NOW - HOUR))
    assert.equal(run([first, looping, last]), 2)
    assert.deepEqual(refused, [`${looping?.id}: it did not return within 0.1 s`])
    assert.equal(run([queued('4', NOW - HOUR)]), 1)
  })

  test('is not one where no part has time left: nothing is refused then', t => {
    const { run, refused } = setup(t, {
      watchdog: createWatchdog({ stopwatch: () => 0, isOver: () => 'slowburn ends' }),
    })
    assert.throws(() => run([queued('1', NOW - HOUR)]), NoTimeLeft)
    assert.deepEqual(refused, [])
  })
})

test('a measure that fails is named each time, and in the log where that does not know it yet', () => {
  const broken: Indicator = {
    ...taskThroughput,
    measures: [
      {
        type: 'count',
        name: 'toy',
        at: ({ openedAt }) => openedAt,
        count: () => assert.fail('out of order'),
      },
    ],
  }
  const { accumulated } = planOf([broken])
  const { log, lines } = linesOf()
  const failed: string[] = []
  const fails: NoteFailing = ({ kind, name }, message, say) => {
    if (failed.push(`${kind} ${name}: ${message}`) === 1) say?.()
  }
  const after = { kind: 'task', source: 'platform', subject: '1', ...NOTHING_KNOWN, openedAt: NOW } as const
  for (let i = 0; i < 2; i++)
    cellDeltas([{ before: null, after }], { accumulated, watchdog: watchdogOf(), log, fails })
  const fault = 'measure toy: it fails on facts of platform: out of order'
  assert.deepEqual(failed, [fault, fault])
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /a measure fails.*measure=toy source=platform count=1/)
})
