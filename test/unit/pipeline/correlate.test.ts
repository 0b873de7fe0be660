import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { seriesKey } from '../../../src/core/series-key.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import type { ChangeRecord } from '../../../src/detection/change.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { type CorrelateDeps, correlateChanges } from '../../../src/pipeline/correlate.ts'
import type { Series } from '../../../src/series/series.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { LEVEL } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { linesOf } from '../../support/log.ts'

const NOW = Date.UTC(2026, 4, 10, 12)

function setUp(t: TestContext) {
  const folder = temporaryFolder(t)
  let store = openSqliteStore(folder)
  t.after(() => store.close())
  const { log, lines } = linesOf()
  const series = (indicator: string, labels: Series['labels'] = {}): Series =>
    store.series.ensure(seriesKey(indicator, labels), indicator, labels, HOUR)
  const types = ['build', 'review', 'test']
  const all = {
    run: types.map(task_type => series('task_run_time_p50', { task_type })),
    total: types.map(task_type => series('task_total_time_p50', { task_type })),
    wait: series('task_queue_wait_p50'),
    ledger: series('observation_rate', { name: 'ledger' }),
  }
  const look = (now: number, more: Partial<CorrelateDeps> = {}) =>
    atOnce(
      correlateChanges(
        {
          store,
          settingsOf: ({ indicator }) => {
            const found = indicatorNamed(indicator)
            return found && { indicator: found }
          },
          sourcesOf: () => ['platform'],
          isCaughtUp: () => true,
          log,
          ...more,
        },
        now,
      ),
    )
  const reopen = () => {
    store.close()
    store = openSqliteStore(folder)
  }
  return { ...all, look, reopen, lines, store: () => store }
}

function changed({ id }: Series, at: number, part: Partial<ChangeRecord> = {}): ChangeRecord {
  const onset = { value: at, lower: at - 3 * HOUR, upper: at + 3 * HOUR }
  const change = { ...LEVEL, onset }
  const alarm = { at, severity: 'page', kind: change.kind, direction: 'up', evidence: 20 } as const
  return {
    id: `${id}:${at}:level`,
    seriesId: id,
    raisedAt: at + DAY,
    clearedAt: null,
    alarm,
    change,
    ...part,
  }
}

describe('correlating what stands', () => {
  test('keeps one incident of one cause, and the same after a restart', t => {
    const { run, total, wait, look, reopen, store } = setUp(t)
    const [build] = run
    assert.ok(build !== undefined && total[0] !== undefined)
    store().changes.save(changed(build, NOW))
    look(NOW + DAY)
    const [before] = store().incidents.open()
    reopen()
    store().changes.save(changed(wait, NOW + 4 * HOUR))
    store().changes.save(changed(total[0], NOW + 3 * HOUR))
    look(NOW + 2 * DAY)
    const open = store().incidents.open()
    assert.deepEqual(
      open.map(({ id, members }) => [id, members.length]),
      [[before?.id, 3]],
    )
    assert.equal(open[0]?.members[0]?.series, build.id)
    assert.deepEqual(
      open[0]?.events.map(({ what }) => what),
      ['opened', 'joined'],
    )
  })

  test('leaves what is not caught up for later', t => {
    const { ledger, look, store } = setUp(t)
    store().changes.save(changed(ledger, NOW))
    look(NOW + DAY, { isCaughtUp: () => false })
    assert.deepEqual(store().incidents.open(), [])
    look(NOW + DAY)
    assert.equal(store().incidents.open().length, 1)
  })

  test('closes an incident when the last of its changes is cleared, and says so', t => {
    const { ledger, look, store, lines } = setUp(t)
    const record = changed(ledger, NOW)
    store().changes.save(record)
    look(NOW + DAY)
    store().changes.save({ ...record, clearedAt: NOW + 2 * DAY })
    look(NOW + 2 * DAY)
    assert.deepEqual(store().incidents.open(), [])
    assert.equal(store().incidents.list(1)[0]?.closedAt, NOW + 2 * DAY)
    assert.match(lines.join('\n'), /incident opened[\s\S]*incident over/)
  })

  test('writes nothing where nothing has changed', t => {
    const { ledger, look, store } = setUp(t)
    store().changes.save(changed(ledger, NOW))
    look(NOW + DAY)
    let commits = 0
    const transaction = <T>(work: () => T): T => {
      commits++
      return work()
    }
    const counting = { ...store(), transaction }
    look(NOW + 2 * DAY, { store: counting })
    assert.equal(commits, 0)
  })

  test('goes by what a person said of two changes', t => {
    const { run, wait, look, store } = setUp(t)
    const [build] = run
    assert.ok(build !== undefined)
    const [a, b] = [changed(build, NOW), changed(wait, NOW + 3 * HOUR)]
    for (const one of [a, b]) store().changes.save(one)
    look(NOW + DAY)
    assert.equal(store().incidents.open().length, 1)
    store().incidents.tie({ kind: 'split', a: a.id, b: b.id, by: 'ann', at: NOW + 2 * DAY, note: '' })
    look(NOW + 2 * DAY)
    assert.equal(store().incidents.open().length, 2)
  })
})

test('series are gathered in turns, and what changes meanwhile counts', t => {
  const { run, store } = setUp(t)
  const [build] = run
  assert.ok(build !== undefined)
  store().changes.save(changed(build, NOW - 3 * DAY))
  const deps = {
    store: store(),
    settingsOf: ({ indicator }: Series) => {
      const found = indicatorNamed(indicator)
      return found && { indicator: found }
    },
    sourcesOf: () => ['platform'],
    isCaughtUp: () => true,
    log: linesOf().log,
  }
  for (let i = 0; i < 100; i++) {
    store().series.ensure(`more{n="${i}"}`, 'task_run_time_p50', { task_type: `${i}` }, HOUR)
  }
  const work = correlateChanges(deps, NOW)
  assert.equal(work.next().done, false)
  // It is over before the series are gathered.
  store().changes.save({ ...changed(build, NOW - 3 * DAY), clearedAt: NOW })
  atOnce(work)
  assert.deepEqual(store().incidents.open(), [])
})
