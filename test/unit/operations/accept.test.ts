// "This is not drift", from the points to the mails: real monitors on simulated series, the rounds of the service
// without its sources, and a store that outlives a restart.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import {
  ANN,
  acceptedOf,
  firingPlatform,
  historyOf,
  lettersOf,
  monitor,
  platform,
  watchdog,
} from '../../support/alerts/accepting.ts'
import { detectHere } from '../../support/detection/detect-here.ts'

describe('accepting the present level', () => {
  test('ends the alert at the next look, as accepted, and tells whoever was told of it', async t => {
    const { p, id } = await firingPlatform(t)
    const outcome = p.acting().accept(id.slice(0, 8), ANN)
    assert.ok(outcome.done && outcome.changed, JSON.stringify(outcome))
    assert.deepEqual(p.store().changes.allStanding(), [])
    assert.equal(p.live.verdicts.get(p.id)?.status, 'quiet')
    await p.round()
    const episode = p.store().episodes.get(id)
    assert.equal(episode?.state, 'resolved')
    assert.deepEqual(acceptedOf(episode), { ...ANN, at: p.clock.now() })
    assert.deepEqual(historyOf(p, id).slice(-3), ['ann accepted', 'slowburn resolved', 'slowburn notified'])
    const letters = lettersOf(p)
    assert.equal(letters.length, 2)
    assert.match(letters[1] ?? '', /X-Slowburn-State: resolved/)
    assert.match(letters[1] ?? '', /ann has accepted it/)
    assert.match(letters[1] ?? '', /larger repositories/)
    assert.match(letters[1] ?? '', /slowburn accept [0-9a-f]{8} --undo/)
    assert.doesNotMatch(letters[1] ?? '', /back to normal/)
  })

  test('is quiet at the new level, and finds a further step of the same size from there', async t => {
    const { p, id } = await firingPlatform(t)
    p.acting().accept(id, ANN)
    p.restart()
    await p.warm(60, 400)
    assert.equal(p.store().changes.list(10).length, 1)
    assert.equal(p.store().episodes.open().length, 0)
    assert.deepEqual(p.store().changes.allStanding(), [])
    const took = await p.pass(90, 60, p.fires)
    assert.ok(p.fires() && took < 60, `${took} hours`)
    assert.notEqual(p.store().episodes.open()[0]?.id, id)
  })

  test('does not let small steps add up unseen: the first baseline stays a reference', async t => {
    const p = platform(t, 13)
    await p.warm(40, 450)
    let level = 40
    const kinds: string[] = []
    const said: string[] = []
    for (let step = 0; step < 6; step++) {
      level *= 1.16
      for (let hours = 0; hours < 150 && p.store().changes.standing(p.id) === null; hours += 10)
        await p.warm(level, 10)
      const standing = p.store().changes.standing(p.id)
      if (standing === null) continue
      kinds.push(standing.alarm.kind)
      said.push(`the detector ${standing.alarm.detector}: ${standing.alarm.kind}`)
      assert.ok(p.acting().acceptSeries(p.id, ANN).done)
      if (standing.alarm.kind === 'slope') break
      await p.warm(level, 30)
    }
    assert.equal(kinds.at(-1), 'slope', said.join('; '))
    assert.ok(
      kinds.slice(0, -1).every(kind => kind === 'level'),
      said.join('; '),
    )
  })

  test('twice is as good as once, before and after the alert has ended', async t => {
    const { p, id } = await firingPlatform(t)
    p.acting().accept(id, ANN)
    for (const when of ['before', 'after']) {
      const again = p.acting().accept(id, { by: 'bob' })
      assert.ok(again.done && !again.changed, when)
      await p.round()
    }
    assert.equal(p.store().acceptances.of(p.id).length, 1)
    assert.equal(historyOf(p, id).filter(line => line.endsWith('accepted')).length, 1)
  })

  test('is refused in a clear word where there is nothing to accept', async t => {
    const p = platform(t)
    const why = (outcome: { done: boolean; why?: string }): string | undefined =>
      outcome.done ? 'done' : outcome.why
    assert.match(why(p.acting().acceptSeries(99, ANN)) ?? '', /no series with this id/)
    assert.match(why(p.acting().accept('abcdef00', ANN)) ?? '', /no alert with this id/)
    await p.warm(40, 50)
    assert.match(why(p.acting().acceptSeries(p.id, ANN)) ?? '', /still warming up/)
    await p.warm(40, 400)
    assert.match(why(p.acting().acceptSeries(p.id, ANN)) ?? '', /no change stands on this series/)
    assert.match(why(p.acting().unacceptSeries(p.id, ANN)) ?? '', /no level of this series has been accepted/)
    assert.deepEqual(p.store().history.list(10), [])
  })

  test('is refused of a series that is silent: it has no level', async t => {
    const p = platform(t)
    await p.warm(40, 450)
    const settingsOf = () => ({
      indicator: indicatorNamed('task_run_time_p50') ?? assert.fail(),
      limit: null,
    })
    p.clock.advance(30 * DAY)
    await detectHere({ store: p.store(), monitor, watchdog, settingsOf, quietSince: () => p.clock.now() })
    assert.equal(p.store().changes.standing(p.id)?.alarm.kind, 'missing')
    const outcome = p.acting().acceptSeries(p.id, ANN)
    assert.ok(!outcome.done && /silent/.test(outcome.why), JSON.stringify(outcome))
    assert.notEqual(p.store().changes.standing(p.id), null)
  })

  test('leaves nothing behind where the entry cannot be written', async t => {
    const { p, id } = await firingPlatform(t)
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
      contacts: [],
      rules: [],
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
  test('gives exactly what would have stood, and the alert fires again', async t => {
    const { p: touched, id } = await firingPlatform(t, 17)
    const { p: untouched } = await firingPlatform(t, 17)
    touched.acting().accept(id, ANN)
    for (const p of [touched, untouched]) await p.warm(60, 100)
    assert.equal(touched.fires(), false)
    touched.restart()
    const outcome = touched.acting().unaccept(id, { by: 'bob', note: 'it is drift' })
    assert.ok(outcome.done && outcome.changed)
    assert.equal(touched.live.verdicts.get(touched.id)?.status, 'alarm')
    await touched.round()
    await untouched.round()
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
      'slowburn notified',
    ])
    const letters = lettersOf(touched).map(letter => /X-Slowburn-State: (\w+)/.exec(letter)?.[1])
    assert.deepEqual(letters, ['firing', 'resolved', 'firing'])
  })

  test('before the next look tells nobody anything', async t => {
    const { p, id } = await firingPlatform(t)
    p.acting().accept(id, ANN)
    p.acting().unaccept(id, ANN)
    await p.round()
    assert.equal(p.store().episodes.get(id)?.state, 'firing')
    assert.equal(acceptedOf(p.store().episodes.get(id)), undefined)
    assert.equal(lettersOf(p).length, 1)
  })

  test('clears what stood on the accepted level, and says that it did', async t => {
    const { p, id } = await firingPlatform(t)
    p.acting().accept(id, ANN)
    await p.warm(60, 100)
    await p.pass(30, 100, () => p.store().changes.standing(p.id) !== null)
    const later = p.store().changes.standing(p.id)
    assert.equal(later?.alarm.direction, 'down')
    p.acting().unaccept(id, ANN)
    const changes = p.store().changes.list(10)
    assert.equal(changes.find(one => one.id === later?.id)?.clearedAt, p.clock.now())
    assert.equal(p.store().changes.allStanding().length, 1)
    await p.round()
    assert.ok(p.store().changes.list(10).length >= 2)
  })

  test('twice is as good as once', async t => {
    const { p, id } = await firingPlatform(t)
    p.acting().accept(id, ANN)
    for (const changed of [true, false, false]) {
      const outcome = p.acting().unaccept(id, ANN)
      assert.ok(outcome.done && outcome.changed === changed)
    }
    const series = p.acting().unacceptSeries(p.id, ANN)
    assert.ok(series.done && !series.changed)
  })

  test('of an earlier level waits until the later one has been taken back', async t => {
    const { p, id: first } = await firingPlatform(t)
    p.acting().accept(first, ANN)
    await p.warm(60, 100)
    await p.pass(90, 60, p.fires)
    const second = p.store().episodes.open()[0]?.id ?? ''
    await p.warm(90, 24)
    assert.ok(p.acting().accept(second, { by: 'bob' }).done)
    await p.round()
    const early = p.acting().unaccept(first, ANN)
    assert.ok(!early.done && /bob has accepted a later level/.test(early.why), JSON.stringify(early))
    for (const id of [second, first]) {
      const outcome = p.acting().unaccept(id, ANN)
      assert.ok(outcome.done && outcome.changed, id)
    }
    await p.round()
    assert.equal(p.store().episodes.get(first)?.state, 'firing')
  })
})
