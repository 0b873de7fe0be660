// A tick in which the disk is full at one write, for each write that there is: once there is space again the service goes on, or is
// started anew, and what it then has is what one that met no fault has.
import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createFleet } from '../../../src/detection/fleet.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import type { Event } from '../../../src/events/event.ts'
import { createExposition } from '../../../src/exposition/exposition.ts'
import { taskRunTimeP50 } from '../../../src/indicators/work/task-run-time-p50.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import type { Plan } from '../../../src/pipeline/plan.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { type TickDeps, tick } from '../../../src/pipeline/tick.ts'
import type { PulledSource } from '../../../src/sources/source.ts'
import { DATABASE_FILE } from '../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { SETTINGS } from '../../support/alerts/alert-samples.ts'
import { policyOf, routeOf, ruleOf } from '../../support/alerts/alerting.ts'
import { judgeHere } from '../../support/detection/judge-here.ts'
import { READABLE } from '../../support/exposition/readable-settings.ts'
import { planOf } from '../../support/facts/plans.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { inForm } from '../../support/long-form.ts'
import { watchdogOf } from '../../support/watchdog.ts'

const START = Date.UTC(2026, 0, 5)
const HISTORY = 10 * 24
/** Hours that all come at once: those of the slow-down, read after an outage. */
const SLOW = 10
const AN_HOUR = 8
/** Every write in the long form. Prime to what writes come in, so that each kind of them is met. */
const STRIDE = inForm(73, 1)
const KINDS = ['build', 'deploy'] as const

/** The tasks of these hours, each kind at even distances; those of one kind are slower from `HISTORY` on. */
function tasksOf(from: number, to: number): Event[] {
  const random = randomStream(from, 'tick faults')
  return KINDS.flatMap(kind =>
    Array.from({ length: (to - from) * AN_HOUR }, (_, index) => {
      const at = START + from * HOUR + Math.round((index * HOUR) / AN_HOUR) + MINUTE
      const isSlow = kind === 'build' && from >= HISTORY
      return taskEvents(`${kind}${from}-${index}`, kind, at, random.lognormal(40, 0.2) * (isSlow ? 5 : 1))
    }).flat(),
  )
}

function taskEvents(subject: string, taskType: string, at: number, seconds: number): Event[] {
  const event = (type: Event['type'], moment: number): Event =>
    ({
      id: `${subject}:${type}`,
      type,
      at: Math.round(moment),
      source: 'platform',
      subject,
      attributes: {},
      data: { taskType },
    }) as Event
  return [event('task.queued', at), event('task.started', at), event('task.finished', at + seconds * SECOND)]
}

/** Hands out what comes after its cursor. */
function sourceOf(upTo: number): PulledSource {
  const parts = [[0, HISTORY] as const, ...(upTo > HISTORY ? [[HISTORY, upTo] as const] : [])]
  return {
    name: 'platform',
    feeds: ['task'],
    budget: MINUTE,
    async *pull(cursor) {
      const read = Number((cursor as { read?: number } | null)?.read ?? 0)
      const events = parts.slice(read).flatMap(([from, to]) => tasksOf(from, to))
      yield {
        events,
        cursor: { read: parts.length },
        completeUpTo: START + upTo * HOUR,
        progress: null,
        problems: [],
      }
    },
    check: async () => [],
    close: async () => {},
  }
}

/** Its series have a point an hour. */
function hourly(plan: Plan): Plan {
  return { ...plan, indicators: plan.indicators.map(one => ({ ...one, bucket: HOUR })) }
}

/** A service on this folder at the end of so many hours. */
function serve(folder: string, upTo: number) {
  const store = openSqliteStore(folder)
  const monitor = createMonitor({ describe: describeChange })
  const contacts = [{ name: 'on-call', email: ['ann@example.org'], webhook: null }]
  const deps: TickDeps = {
    store,
    settings: READABLE,
    sources: [sourceOf(upTo)],
    plan: hourly(planOf([taskRunTimeP50])),
    watchdog: watchdogOf(60),
    monitor,
    judging: judgeHere(monitor, watchdogOf(60)),
    fleet: createFleet(),
    causes: createCauseFinder(store),
    alerting: {
      rules: [ruleOf({ for: 0 })],
      contacts,
      policy: policyOf({ route: routeOf() }),
      patience: DAY,
      email: SETTINGS,
      charts: { draw: () => new Uint8Array(8), prepare: async () => {} },
    },
    digests: [],
    exposition: createExposition({ version: '1', indicators: [], defaultMetrics: false }),
    live: createLive(),
    clock: manualClock(START + upTo * HOUR + 5 * MINUTE),
    log: silentLogger,
    interval: MINUTE,
    keep: { events: 400 * DAY, facts: 400 * DAY, hours: 40 * DAY, days: 400 * DAY },
    labelValues: 100,
    onProgress: () => {},
    trace: (_, work) => work(),
    // It stands still, so that how slow the machine is decides on nothing.
    stopwatch: () => 0,
  }
  return { store, tick: () => tick(deps, new AbortController().signal) }
}

/** Every row of every table; what was mailed among them, byte for byte. */
function contentOf(folder: string): Record<string, unknown[]> {
  const db = new DatabaseSync(join(folder, DATABASE_FILE), { readOnly: true })
  try {
    const tables = db
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`,
      )
      .all()
    return Object.fromEntries(
      tables.map(({ name }) => [String(name), db.prepare(`SELECT * FROM "${name}"`).all()]),
    )
  } finally {
    db.close()
  }
}

/** The disk is full at the write of this number, counted from now on; commits count. Returns how many there were. */
function failAt(t: TestContext, number: number): { end(): number } {
  let count = 0
  const write = (): void => {
    count += 1
    if (count === number) throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  }
  const { run } = StatementSync.prototype
  const { exec } = DatabaseSync.prototype
  const mocks = [
    t.mock.method(
      StatementSync.prototype,
      'run',
      function (this: StatementSync, ...given: Parameters<typeof run>) {
        write()
        return run.apply(this, given)
      },
    ),
    t.mock.method(DatabaseSync.prototype, 'exec', function (this: DatabaseSync, sql: string) {
      if (sql === 'COMMIT') write()
      return exec.call(this, sql)
    }),
  ]
  return {
    end() {
      for (const { mock } of mocks) mock.restore()
      return count
    },
  }
}

for (const isRestarted of [false, true]) {
  const next = isRestarted ? 'start' : 'tick'
  test(`a disk that is full at one write of a tick leaves nothing half done: the next ${next} comes to what no fault had come to`, async t => {
    const before = temporaryFolder(t)
    const first = serve(before, HISTORY)
    assert.equal(await first.tick(), true)
    first.store.close()

    const play = async (number: number) => {
      const folder = temporaryFolder(t)
      cpSync(before, folder, { recursive: true })
      const service = serve(folder, HISTORY + SLOW)
      const faults = failAt(t, number)
      await service.tick()
      const writes = faults.end()
      if (isRestarted) service.store.close()
      const after = isRestarted ? serve(folder, HISTORY + SLOW) : service
      assert.equal(await after.tick(), true)
      after.store.close()
      const content = contentOf(folder)
      rmSync(folder, { recursive: true })
      return { writes, content }
    }
    const { writes, content } = await play(0)
    assert.equal(content.outbox?.length, 1)
    t.diagnostic(`${writes} writes`)
    for (let number = 1; number <= writes; number += STRIDE) {
      assert.deepEqual((await play(number)).content, content, `write ${number}`)
    }
  })
}
