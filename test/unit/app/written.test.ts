// What parts are given, others hold too. Each kind of part tries to write everything that it is handed, and changes nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openSource } from '../../../src/app/open-source.ts'
import { openNotifiers } from '../../../src/app/outgoing/notifier.ts'
import { ownedNotifier } from '../../../src/app/outgoing/owned-notifier.ts'
import { createUnderWay } from '../../../src/app/outgoing/under-way.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { readableOf } from '../../../src/config/readable.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { createOwners } from '../../../src/core/loop-guard/owners.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import { askedOnce } from '../../../src/delivery/notifiers/asked-once.ts'
import { withOwnInput } from '../../../src/delivery/notifiers/own-input.ts'
import { channels } from '../../../src/delivery/notifiers/registry.ts'
import type { Detector } from '../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { admit } from '../../../src/events/intake.ts'
import { createAskMetrics } from '../../../src/exposition/asked/ask-metrics.ts'
import { eachSeries } from '../../../src/exposition/published/gauges.ts'
import { readableStore } from '../../../src/exposition/readable-store.ts'
import { startTally } from '../../../src/indicators/tally.ts'
import { applyEvent } from '../../../src/lifecycles/join.ts'
import { createInterrupted } from '../../../src/pipeline/faults/interrupted.ts'
import { takeSnapshot } from '../../../src/pipeline/publish.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import { frozenViews } from '../../../src/queries/frozen-views.ts'
import { addToCells, ownCell } from '../../../src/series/cells.ts'
import { NO_MEMORY } from '../../../src/sources/memory.ts'
import type { SourceSettings } from '../../../src/sources/registry.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { NOW, SETTINGS, sample } from '../../support/alerts/alert-samples.ts'
import { messageOf, scriptedNotifier } from '../../support/delivery/delivery.ts'
import { normal, point, random } from '../../support/detection/detection.ts'
import { indicator } from '../../support/exposition/exposition.ts'
import { READABLE } from '../../support/exposition/readable-settings.ts'
import { fakeSource } from '../../support/facts/fake-source.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { watchdogOf } from '../../support/watchdog.ts'
import { fixture } from '../../support/web/fixture.ts'
import { writableIn } from '../../support/written.ts'

const CONFIG = parseConfig(
  `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
contacts: [{ name: ann, email: ann@example.com }]
smtp: { host: 127.0.0.1, from: a@example.com }`,
  {},
)

describe('no part can write what it is given', () => {
  test('a source: its settings, the clock and the log', () => {
    const [settings] = CONFIG.sources as [SourceSettings]
    let tried = false
    openSource(settings, {
      clock: systemClock,
      log: silentLogger,
      memory: NO_MEMORY,
      watchdog: watchdogOf(),
      make: (own, { clock, log, memory }) => {
        assert.deepEqual(writableIn(own), [])
        assert.deepEqual(writableIn(Object.freeze({ clock, log })), [])
        assert.equal(memory, NO_MEMORY)
        tried = true
        return fakeSource(settings.name, [])
      },
    })
    assert.ok(tried)
  })

  test('a lifecycle kind: the facts before and the event', () => {
    const candidate = {
      id: '1',
      type: 'task.finished',
      at: NOW,
      source: 'db',
      subject: '7',
      attributes: { 'service.version': '2' },
      data: { taskType: 'build' },
    }
    const [event] = admit([candidate], { source: 'db', now: NOW, oldest: 0 }).events
    assert.ok(event?.type === 'task.finished')
    assert.deepEqual(writableIn(event), [])
    const current = applyEvent(null, event)
    applyEvent(current, { ...event, attributes: {}, id: '2' })
    assert.deepEqual(writableIn(current), [])
  })

  test('an indicator: the lifecycles that it measures, and the cells that others read too', () => {
    const given = task(MONDAY, 0, HOUR)
    const tried: unknown[] = []
    const measure = {
      type: 'count',
      name: 'toy',
      at: (one: unknown) => {
        tried.push(one)
        return MONDAY
      },
      count: () => 1,
    } as const
    addToCells(new Map(), { grain: HOUR, measures: [measure] }, [{ lifecycle: given, sign: 1 }])
    assert.equal(tried.length, 1)
    assert.deepEqual(writableIn(tried), ['given.0', 'given.anotherOne'], 'but for the list of this test')

    const tally = startTally()
    tally.counts.set('toy', 3).set('another', 4)
    const own = ownCell({ from: 0, to: HOUR, tally }, indicator('toys', { measures: [measure] }))
    assert.deepEqual(writableIn(own), [])
    own.tally.counts.clear()
    assert.deepEqual([...tally.counts.values()], [3, 4])
  })

  test('a detector: its baseline, and what lasts of what all detectors of a series are shown', () => {
    const gauss = normal(random(3))
    const points = Array.from({ length: 400 }, (_, hour) => point(hour * HOUR, gauss()))
    const [level] = DETECTORS as [Detector]
    const found = new Set<string>()
    const writing: Detector = {
      ...level,
      init: baseline => {
        assert.deepEqual(writableIn(baseline), [])
        return {}
      },
      step: (state, seen) => {
        for (const path of writableIn(seen)) found.add(path.replace(/\d+$/, 'N'))
        return [state, null]
      },
      restart: state => state,
    }
    const monitor = createMonitor({
      describe: () => assert.fail(),
      detectors: [writing, ...DETECTORS.slice(1)],
    })
    let state = monitor.start({ bucket: HOUR, family: 'real', goodDirection: null, limit: null })
    for (const one of points) [state] = monitor.observe(state, one)
    const lasting = ['model', 'options', 'clock', 'standing'].map(name => `given.${name}.`)
    assert.deepEqual(
      [...found].filter(path => lasting.some(part => path.startsWith(part))),
      [],
    )
    // What is made for one point is not frozen, for that would cost as much as half of the detectors: the suite of detectors refuses
    // one that writes to it.
    assert.ok(found.has('given.value.at'))
  })

  test('a notifier: its contacts, its settings, what it renders, and the message that it sends', async () => {
    const email = channels.find(({ name }) => name === 'email')
    assert.ok(email)
    const found: string[] = []
    const look = (...given: readonly unknown[]): void => {
      for (const one of given) found.push(...writableIn(one))
    }
    const writing = withOwnInput({
      ...email,
      recipients: (options, contact) => {
        look(options)
        return email.recipients(options, contact)
      },
      renderAlert: (...given) => {
        look(...given)
        const [input] = given
        assert.throws(() => Object.assign(input, { transition: null }), TypeError)
        return []
      },
      open: (recipients, { settings, clock }) => {
        look(recipients, settings, clock)
        assert.deepEqual(Object.keys(settings), Object.keys(email.settings), 'its own keys alone')
        return scriptedNotifier()
      },
    })
    writing.renderAlert(sample(), [], SETTINGS)
    const owners = createOwners()
    const watchdog = watchdogOf()
    const none = { interrupted: createInterrupted(), underWay: createUnderWay(), notifiers: new Map() }
    const deps = { clock: systemClock, log: silentLogger, watchdog, owners, ...none }
    openNotifiers(CONFIG, { ...deps, all: [askedOnce(writing)] })

    const message = messageOf()
    const [first] = message.bytes
    const sending = {
      ...scriptedNotifier(),
      send: async (given: typeof message) => {
        look(given)
        given.bytes.fill(0)
        return { accepted: true, answer: 'yes' } as const
      },
    }
    const owned = ownedNotifier(sending, {
      owner: { kind: 'notifier', name: 'toy' },
      owners,
      watchdog: watchdogOf(),
      clock: systemClock,
      log: silentLogger,
      ...none,
    })
    await owned.send(message, new AbortController().signal)
    assert.equal(message.bytes[0], first)
    assert.deepEqual(found, [])
  })

  test('a metric: the store, which it can only read, and the state of which all metrics speak', async t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    store.series.ensure('toys', 'toys', { task_type: 'build' }, HOUR)
    const read = readableStore(store)
    assert.deepEqual(writableIn(read), [])
    assert.deepEqual(writableIn(read.series.all()), [])
    assert.equal('save' in read.episodes || 'transaction' in read || 'append' in read.series, false)

    const input = {
      store,
      settings: READABLE,
      monitor: createMonitor({ describe: () => assert.fail() }),
      live: createLive(),
      rules: [],
      contacts: [],
      sources: ['app'],
      pages: null,
      interval: HOUR,
      now: NOW,
      ask: createAskMetrics(watchdogOf()),
      fault: () => assert.fail('every metric can be read'),
    }
    const snapshot = await takeSnapshot(input, async () => {})
    assert.equal(snapshot.series.length, 1)
    assert.deepEqual(writableIn(snapshot), [])
    assert.deepEqual(writableIn(atOnce(eachSeries(snapshot, [indicator('toys')]))[0]?.labels), [])
  })

  test('a page: the settings, and what others are answered', async () => {
    const { views } = await fixture()
    const frozen = frozenViews(views)
    assert.deepEqual(writableIn(frozen), [])
    assert.deepEqual(writableIn(readableOf(CONFIG)), [])
    assert.deepEqual(writableIn(await frozen.overview()), [])
    const { rows } = await frozen.seriesList({ text: '', offset: 0, limit: 3 })
    assert.deepEqual(writableIn(rows), [])
  })
})
