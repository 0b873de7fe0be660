import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createAskGate } from '../../../src/app/gate.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { totalTime } from '../../../src/indicators/patterns/durations.ts'
import { soundStatus } from '../../../src/pipeline/collect/status.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { addToCells, type CellDeltas } from '../../../src/series/cells.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { lifecycle } from '../../support/facts/lifecycles.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { BEGIN, tasksOf } from '../../support/gate/rollout.ts'

const TASKS = 2500
const END = BEGIN + TASKS * MINUTE
const TWO = { candidate: 'v2', baseline: 'v1' }

/** A service that has seen a rollout of two days: one task a minute, and one a minute in the day before. */
function serviceOf(t: TestContext, rollout: Parameters<typeof tasksOf>[0] = {}) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const config = parseConfig(
    'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]',
    {},
  )
  const live = createLive()
  const clock = manualClock(END + HOUR)
  const seen = (completeUpTo: number): void => {
    live.sources.set('app', soundStatus({ name: 'app', completeUpTo, at: clock.now() }))
    store.sources.save('app', { cursor: null, completeUpTo, lastSuccessAt: clock.now() })
  }
  store.transaction(() => {
    const put = (subject: string, openedAt: number, took: number, outcome: string, variant: string): void =>
      store.lifecycles.put(
        lifecycle('task', {
          source: 'app',
          subject,
          openedAt,
          endedAt: openedAt + Math.round(took),
          outcome,
          labels: { task_type: 'build', variant },
        }),
      )
    for (let i = 1; i <= 600; i++) put(`past-${i}`, BEGIN - i * MINUTE, (i % 20) * 10_000, 'completed', 'v1')
    for (const [place, one] of tasksOf({ tasks: TASKS, ...rollout }).entries()) {
      const outcome = one.outcome === 'failed' ? 'failed' : 'completed'
      put(`task-${place}`, one.at, one.took ?? 0, outcome, one.isCandidate ? 'v2' : 'v1')
    }
    seen(END + HOUR)
  })
  const asking = createAskGate({ store, clock, live, config })
  const ask = async (given: Readonly<Record<string, string>> = TWO) => {
    const answer = await asking(given)
    const body = 'body' in answer ? (answer.body as { reasons?: string[] }) : {}
    return { ...answer, reasons: body.reasons ?? [] }
  }
  return { store, live, clock, ask, asking, seen }
}

describe('a gate of the running service', () => {
  test('comes to a verdict over what is kept', async t => {
    const { ask } = serviceOf(t)
    const { verdict } = await ask()
    assert.equal(verdict, 'pass')
    assert.equal((await serviceOf(t, { candidate: 0.3 }).ask()).verdict, 'fail')
  })

  test('never passes while its source is down, lags, is read for the first time, or a tick fails', async t => {
    const { ask, live, seen } = serviceOf(t)
    const status = soundStatus({ name: 'app', completeUpTo: END + HOUR, at: END + HOUR })
    live.sources.set('app', { ...status, up: false, error: 'refused', downSince: END })
    const down = await ask()
    assert.equal(down.verdict, 'insufficient')
    assert.match(down.reasons[0] ?? '', /^Source app cannot be seen for 1h: refused\.$/)
    live.sources.set('app', { ...status, progress: 0.5 })
    assert.match((await ask()).reasons[0] ?? '', /^The history of source app is still being read\.$/)
    live.sources.clear()
    assert.match((await ask()).reasons[0] ?? '', /^Source app has not been read yet\.$/)
    live.sources.set('app', { ...status, lastSuccessAt: END + 40 * MINUTE })
    assert.match((await ask()).reasons[0] ?? '', /^Source app was last read at 2026-/)
    seen(END - 2 * HOUR)
    assert.match((await ask()).reasons[0] ?? '', /^Source app is complete only up to 2026-/)
    seen(END + HOUR)
    live.fault = { stage: 'collect', message: 'the disk is full' }
    assert.match((await ask()).reasons[0] ?? '', /^The last tick failed at collect: the disk is full\.$/)
    live.fault = null
    assert.equal((await ask()).verdict, 'pass')
  })

  test('does not pass over a beginning that is not kept any more', async t => {
    const { ask, clock, seen, store } = serviceOf(t)
    const deltas: CellDeltas = new Map()
    const measures = [totalTime]
    for (const one of store.lifecycles.over('task', 'app', BEGIN, BEGIN + 2 * HOUR))
      addToCells(deltas, { grain: HOUR, measures }, [{ lifecycle: one, sign: 1 }])
    store.transaction(() => store.cells.add('task', 'app', HOUR, deltas))
    assert.equal((await ask()).verdict, 'pass')
    // Three days are kept, and the first two hours are not among them any more.
    clock.set(BEGIN + 3 * DAY + 2 * HOUR)
    seen(BEGIN + 3 * DAY + 2 * HOUR)
    const late = await ask({ ...TWO, from: new Date(BEGIN).toISOString(), horizon: '10m' })
    assert.equal(late.verdict, 'insufficient')
    assert.match(
      late.reasons[0] ?? '',
      /^Tasks of v2 began before 2026-11-28T02:00:00\.000Z, from when on they/,
    )
  })

  test('is asked one question after the other, and the same one once', async t => {
    const { asking, store } = serviceOf(t, { tasks: 200 })
    const over = t.mock.method(store.lifecycles, 'over')
    const first = asking(TWO)
    assert.equal(asking({ baseline: 'v1', candidate: 'v2' }), first)
    const other = asking({ candidate: 'v1', baseline: 'v2' })
    await first
    const reads = over.mock.callCount()
    assert.equal((await other).verdict, 'insufficient')
    assert.ok(over.mock.callCount() > reads)
    assert.notEqual(asking(TWO), first)
  })

  test('goes on after a question that could not be answered', async t => {
    const { asking, store } = serviceOf(t, { tasks: 200 })
    const over = t.mock.method(store.lifecycles, 'over', () => {
      throw new Error('the disk is gone')
    })
    await assert.rejects(asking(TWO), /the disk is gone/)
    over.mock.restore()
    assert.notEqual((await asking(TWO)).verdict, 'usage')
  })

  test('of a version that was never seen names those that were', async t => {
    const { verdict, reasons } = await serviceOf(t).ask({ candidate: 'v3', baseline: 'v1' })
    assert.equal(verdict, 'insufficient')
    assert.match(reasons[0] ?? '', /^No task of variant v3 was seen: seen were v1 \(\d+\), v2 \(\d+\)\.$/)
  })

  test('is asked in vain with what it does not know', async t => {
    const { ask } = serviceOf(t)
    const answer = await ask({ ...TWO, format: 'xml', source: 'elsewhere' })
    assert.deepEqual('faults' in answer && answer.faults, [
      'format is kayenta, or left out; it is xml',
      'source elsewhere is none of the configuration: it has app',
    ])
  })

  test("answers as Kayenta's judge where it is asked to", async t => {
    const answer = await serviceOf(t).ask({ ...TWO, format: 'kayenta' })
    assert.ok('body' in answer)
    assert.partialDeepStrictEqual(answer.body, { score: { classification: 'Pass', score: 100 } })
  })
})
