// "This is not drift", from the points to the mails: real monitors on simulated series, the rounds of the service
// without its sources, and a store that outlives a restart.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode } from '../../../src/alerting/episode.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import { alert } from '../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { detect } from '../../../src/pipeline/detect.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import type { Point, Series } from '../../../src/series/series.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { SETTINGS } from '../../support/alerts/alert-samples.ts'
import { policyOf } from '../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { watchdogOf } from '../../support/watchdog.ts'

const START = Date.UTC(2026, 0, 1)
const ANN = { by: 'ann', note: 'larger repositories' }
const watchdog = watchdogOf()
const monitor = createMonitor({ describe: describeChange })
const { rules, contacts, route } = parseConfig(
  'sources: [{ name: p, type: postgres, url: "postgres://h/d", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }]',
  {},
)

/** A platform with one series, whose points come hour by hour about a level that the test sets. */
function platform(t: Parameters<typeof temporaryFolder>[0], seed = 11) {
  const folder = temporaryFolder(t)
  const clock = manualClock(START)
  const live = createLive()
  const random = randomStream(seed, 'accept')
  let store = openSqliteStore(folder)
  t.after(() => store.close())
  const labels = { task_type: 'build' }
  const { id } = store.series.ensure(
    'task_run_time_p50{task_type="build"}',
    'task_run_time_p50',
    labels,
    HOUR,
  )
  let hours = 0
  const settingsOf = (series: Series) => {
    const indicator = indicatorNamed(series.indicator)
    return indicator === null ? null : { indicator, limit: null }
  }
  const round = (): void => {
    const statuses = detect({ store, monitor, watchdog, settingsOf, quietSince: () => null })
    live.verdicts = new Map(statuses.map(({ series, verdict }) => [series.id, verdict]))
    const policy = policyOf({ route, flapping: null })
    const alerting = { rules, contacts, policy, patience: DAY, email: SETTINGS }
    alert(
      { store, monitor, causes: createCauseFinder(store), log: silentLogger, alerting, settingsOf },
      clock.now(),
      { isCaughtUp: () => true },
    )
  }
  return {
    id,
    clock,
    live,
    round,
    store: () => store,
    acting: () => createAlertActions({ store, monitor, live, clock, log: silentLogger }),
    /** So many hours about `level` seconds; `until` ends them early. Answers how many came. */
    pass(level: number, count: number, until: () => boolean = () => false): number {
      for (let i = 0; i < count; i++) {
        const value = random.lognormal(level, 0.2)
        const point: Point = { at: START + hours * HOUR, value, lower: value, upper: value, n: 20 }
        store.series.append(id, [point])
        hours++
        clock.advance(HOUR)
        round()
        if (until()) return i + 1
      }
      return count
    },
    fires: () => store.episodes.open().some(({ state }) => state === 'firing'),
    restart(): void {
      store.close()
      store = openSqliteStore(folder)
    },
  }
}

type Platform = ReturnType<typeof platform>

/** Warmed up at 40 s, then at `level` until the alert fires. */
function untilItFires(p: Platform, level: number): string {
  p.pass(40, 450)
  assert.equal(p.fires(), false, 'a false alarm of the seed')
  p.pass(level, 100, p.fires)
  const [episode] = p.store().episodes.open()
  assert.ok(episode !== undefined && episode.state === 'firing')
  p.pass(level, 24)
  return episode.id
}

function acceptedOf(episode: Episode | null) {
  return episode?.origin === 'change' ? episode.accepted : undefined
}

function historyOf(p: Platform, id: string): string[] {
  return p
    .store()
    .history.of(id)
    .map(({ actor, action }) => `${actor} ${action}`)
}

function lettersOf(p: Platform): string[] {
  const { outbox } = p.store()
  return outbox
    .list(100)
    .toReversed()
    .map(({ id }) => Buffer.from(outbox.get(id)?.bytes ?? '').toString('utf8'))
}

describe('accepting the present level', () => {
  test('ends the alert at the next look, as accepted, and tells whoever was told of it', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    const outcome = p.acting().accept(id.slice(0, 8), ANN)
    assert.ok(outcome.done && outcome.changed, JSON.stringify(outcome))
    assert.deepEqual(p.store().changes.allStanding(), [])
    assert.equal(p.live.verdicts.get(p.id)?.status, 'quiet')
    p.round()
    const episode = p.store().episodes.get(id)
    assert.equal(episode?.state, 'resolved')
    assert.deepEqual(acceptedOf(episode), { ...ANN, at: p.clock.now() })
    assert.deepEqual(historyOf(p, id).slice(-3), ['ann accepted', 'slowburn resolved', 'slowburn told'])
    const letters = lettersOf(p)
    assert.equal(letters.length, 2)
    assert.match(letters[1] ?? '', /X-Slowburn-State: resolved/)
    assert.match(letters[1] ?? '', /ann has accepted it/)
    assert.match(letters[1] ?? '', /larger repositories/)
    assert.match(letters[1] ?? '', /slowburn accept [0-9a-f]{8} --undo/)
    assert.doesNotMatch(letters[1] ?? '', /back to normal/)
  })

  test('is quiet at the new level, and finds a further step of the same size from there', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    p.acting().accept(id, ANN)
    p.restart()
    p.pass(60, 400)
    assert.equal(p.store().episodes.open().length, 0)
    assert.deepEqual(p.store().changes.allStanding(), [])
    const took = p.pass(90, 60, p.fires)
    assert.ok(p.fires() && took < 60, `${took} hours`)
    assert.notEqual(p.store().episodes.open()[0]?.id, id)
  })

  test('does not let small steps add up unseen: the first baseline stays a reference', t => {
    const p = platform(t, 13)
    p.pass(40, 450)
    let level = 40
    const kinds: string[] = []
    for (let step = 0; step < 6; step++) {
      level *= 1.16
      p.pass(level, 150, () => p.store().changes.standing(p.id) !== null)
      const standing = p.store().changes.standing(p.id)
      if (standing === null) continue
      kinds.push(standing.alarm.kind)
      assert.ok(p.acting().acceptSeries(p.id, ANN).done)
      if (standing.alarm.kind === 'slope') break
      p.pass(level, 30)
    }
    assert.equal(kinds.at(-1), 'slope', kinds.join(' '))
    assert.ok(
      kinds.slice(0, -1).every(kind => kind === 'level'),
      kinds.join(' '),
    )
  })

  test('twice is as good as once, before and after the alert has ended', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    p.acting().accept(id, ANN)
    for (const when of ['before', 'after']) {
      const again = p.acting().accept(id, { by: 'bob' })
      assert.ok(again.done && !again.changed, when)
      p.round()
    }
    assert.equal(p.store().acceptances.of(p.id).length, 1)
    assert.equal(historyOf(p, id).filter(line => line.endsWith('accepted')).length, 1)
  })

  test('is refused in a clear word where there is nothing to accept', t => {
    const p = platform(t)
    const why = (outcome: { done: boolean; why?: string }): string | undefined =>
      outcome.done ? 'done' : outcome.why
    assert.match(why(p.acting().acceptSeries(99, ANN)) ?? '', /no series with this id/)
    assert.match(why(p.acting().accept('abcdef00', ANN)) ?? '', /no alert with this id/)
    p.pass(40, 50)
    assert.match(why(p.acting().acceptSeries(p.id, ANN)) ?? '', /still warming up/)
    p.pass(40, 400)
    assert.match(why(p.acting().acceptSeries(p.id, ANN)) ?? '', /nothing stands on this series/)
    assert.match(why(p.acting().unacceptSeries(p.id, ANN)) ?? '', /no level of this series has been accepted/)
    assert.deepEqual(p.store().history.list(10), [])
  })

  test('is refused of a series that is silent: it has no level', t => {
    const p = platform(t)
    p.pass(40, 450)
    const settingsOf = () => ({
      indicator: indicatorNamed('task_run_time_p50') ?? assert.fail(),
      limit: null,
    })
    p.clock.advance(30 * DAY)
    detect({ store: p.store(), monitor, watchdog, settingsOf, quietSince: () => p.clock.now() })
    assert.equal(p.store().changes.standing(p.id)?.alarm.kind, 'missing')
    const outcome = p.acting().acceptSeries(p.id, ANN)
    assert.ok(!outcome.done && /silent/.test(outcome.why), JSON.stringify(outcome))
    assert.notEqual(p.store().changes.standing(p.id), null)
  })

  test('leaves nothing behind where the entry cannot be written', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    const before = p.store().series.monitor(p.id)
    const history = {
      ...p.store().history,
      add: () => {
        throw new Error('disk full')
      },
    }
    const { clock, live } = p
    const acting = createAlertActions({
      store: { ...p.store(), history },
      monitor,
      live,
      clock,
      log: silentLogger,
    })
    assert.throws(() => acting.accept(id, ANN), /disk full/)
    assert.deepEqual(p.store().series.monitor(p.id), before)
    assert.notEqual(p.store().changes.standing(p.id), null)
    assert.deepEqual(p.store().acceptances.of(p.id), [])
    assert.equal(p.live.verdicts.get(p.id)?.status, 'alarm')
  })
})

describe('taking an acceptance back', () => {
  test('gives exactly what would have stood, and the alert fires again', t => {
    const [touched, untouched] = [platform(t, 17), platform(t, 17)]
    const id = untilItFires(touched, 60)
    assert.equal(untilItFires(untouched, 60), id)
    touched.acting().accept(id, ANN)
    for (const p of [touched, untouched]) p.pass(60, 100)
    assert.equal(touched.fires(), false)
    touched.restart()
    const outcome = touched.acting().unaccept(id, { by: 'bob', note: 'it is drift' })
    assert.ok(outcome.done && outcome.changed)
    assert.equal(touched.live.verdicts.get(touched.id)?.status, 'alarm')
    touched.round()
    untouched.round()
    assert.deepEqual(
      touched.store().series.monitor(touched.id),
      untouched.store().series.monitor(untouched.id),
    )
    assert.deepEqual(touched.store().changes.list(10), untouched.store().changes.list(10))
    const episode = touched.store().episodes.get(id)
    assert.equal(episode?.state, 'firing')
    assert.equal(acceptedOf(episode), undefined)
    assert.deepEqual(historyOf(touched, id).slice(-4), [
      'bob unaccepted',
      'slowburn pending',
      'slowburn firing',
      'slowburn told',
    ])
    const letters = lettersOf(touched).map(letter => /X-Slowburn-State: (\w+)/.exec(letter)?.[1])
    assert.deepEqual(letters, ['firing', 'resolved', 'firing'])
  })

  test('before the next look tells nobody anything', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    p.acting().accept(id, ANN)
    p.acting().unaccept(id, ANN)
    p.round()
    assert.equal(p.store().episodes.get(id)?.state, 'firing')
    assert.equal(acceptedOf(p.store().episodes.get(id)), undefined)
    assert.equal(lettersOf(p).length, 1)
  })

  test('clears what stood on the accepted level, and says that it did', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    p.acting().accept(id, ANN)
    p.pass(60, 100)
    p.pass(30, 100, () => p.store().changes.standing(p.id) !== null)
    const later = p.store().changes.standing(p.id)
    assert.equal(later?.alarm.direction, 'down')
    p.acting().unaccept(id, ANN)
    const changes = p.store().changes.list(10)
    assert.equal(changes.find(one => one.id === later?.id)?.clearedAt, p.clock.now())
    assert.equal(p.store().changes.allStanding().length, 1)
    p.round()
    assert.ok(p.store().changes.list(10).length >= 2)
  })

  test('twice is as good as once', t => {
    const p = platform(t)
    const id = untilItFires(p, 60)
    p.acting().accept(id, ANN)
    for (const changed of [true, false, false]) {
      const outcome = p.acting().unaccept(id, ANN)
      assert.ok(outcome.done && outcome.changed === changed)
    }
    const series = p.acting().unacceptSeries(p.id, ANN)
    assert.ok(series.done && !series.changed)
  })

  test('of an earlier level waits until the later one has been taken back', t => {
    const p = platform(t)
    const first = untilItFires(p, 60)
    p.acting().accept(first, ANN)
    p.pass(60, 100)
    p.pass(90, 60, p.fires)
    const second = p.store().episodes.open()[0]?.id ?? ''
    p.pass(90, 24)
    assert.ok(p.acting().accept(second, { by: 'bob' }).done)
    p.round()
    const early = p.acting().unaccept(first, ANN)
    assert.ok(!early.done && /bob has accepted a later level/.test(early.why), JSON.stringify(early))
    for (const id of [second, first]) {
      const outcome = p.acting().unaccept(id, ANN)
      assert.ok(outcome.done && outcome.changed, id)
    }
    p.round()
    assert.equal(p.store().episodes.get(first)?.state, 'firing')
  })
})
