import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { isEndOwed } from '../../../../../src/alerting/episode.ts'
import { acknowledge } from '../../../../../src/alerting/handling.ts'
import { receive } from '../../../../../src/alerting/received.ts'
import { DAY, HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { silentLogger } from '../../../../../src/core/logger.ts'
import { atOnce, type Sliced } from '../../../../../src/core/turns/pause.ts'
import { alert } from '../../../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../../../src/pipeline/alerts/causes.ts'
import type { Suppressed } from '../../../../../src/pipeline/status.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { SETTINGS } from '../../../../support/alerts/alert-samples.ts'
import { policyOf, routeOf, T0 } from '../../../../support/alerts/alerting.ts'
import { monitor } from '../../../../support/detection/detection.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { inForm } from '../../../../support/long-form.ts'

const MANY = inForm(120, 250)
const CONTACTS = [
  { name: 'ann', email: ['ann@example.org', 'bob@example.org'] },
  { name: 'pager', webhook: { url: 'https://pager.example.org/', secret: 'a secret of some length' } },
]

function alertOf(status: 'firing' | 'resolved', number: number) {
  const labels = { alertname: 'DiskFull', instance: `db-${number}`, severity: 'critical' }
  return { status, labels, annotations: {}, startsAt: T0, generatorUrl: null }
}

/** So many alerts begin, or end. */
function report(store: Store, status: 'firing' | 'resolved', now: number): void {
  store.transaction(() => {
    const before = new Map(store.episodes.open().map(one => [one.series, one]))
    for (let number = 0; number < MANY; number += 1) {
      const fresh = receive(alertOf('firing', number), null, { now, listened: 0 })?.episode
      const known = before.get(fresh?.series ?? '') ?? null
      const found = receive(alertOf(status, number), known, { now, listened: 0 })
      if (found !== null) store.episodes.save(found.episode)
    }
  })
}

function evaluation(store: Store, now: number): Sliced<Suppressed[]> {
  const route = routeOf({ steps: [{ to: ['ann', 'pager'], after: 0 }] })
  const alerting = {
    rules: [],
    contacts: CONTACTS,
    policy: policyOf({ route }),
    patience: 2 * DAY,
    email: SETTINGS,
  }
  const causes = createCauseFinder(store)
  const deps = { store, monitor, causes, log: silentLogger, alerting, settingsOf: () => null }
  return alert(deps, now, { isCaughtUp: () => true })
}

/** Runs so many pieces of it; whether that was all. */
function run(work: Sliced<unknown>, pieces: number): boolean {
  for (let piece = 0; piece < pieces; piece += 1) if (work.next().done === true) return true
  return false
}

function opened(t: TestContext) {
  const folder = temporaryFolder(t)
  let store = openSqliteStore(folder)
  t.after(() => store.close())
  return {
    store: () => store,
    /** As after kill -9: what was under way is never heard of again. */
    restart(): void {
      store.close()
      store = openSqliteStore(folder)
    },
  }
}

/** Of each message: recipient, and how many alerts it tells of. */
function owed(store: Store, now: number): string[] {
  const told = new Map<number, number>()
  for (const { id } of [...store.episodes.open(), ...store.episodes.list(MANY)].filter(
    (one, place, all) => all.findIndex(({ id: other }) => other === one.id) === place,
  )) {
    for (const message of store.outbox.conversation(id)) {
      told.set(message.id, (told.get(message.id) ?? 0) + 1)
    }
  }
  const due = store.outbox.due(now, 10_000).map(({ recipient, id }) => `${recipient} ${told.get(id)}`)
  return due.sort()
}

const BEGIN = [
  `ann@example.org ${MANY}`,
  `bob@example.org ${MANY}`,
  ...Array.from({ length: MANY }, () => 'webhook:pager 1'),
].sort()

describe('a decision about many alerts', () => {
  test('is made whole wherever the process dies, and nobody is notified twice', t => {
    let pieces = 0
    for (let kill = 1; ; kill += inForm(101, 41)) {
      const { store, restart } = opened(t)
      report(store(), 'firing', T0)
      const wasAll = run(evaluation(store(), T0), kill)
      restart()
      atOnce(evaluation(store(), T0 + MINUTE))
      assert.deepEqual(owed(store(), T0 + HOUR), BEGIN, `killed after ${kill} pieces`)
      const open = store().episodes.open()
      assert.equal(open.length, MANY)
      for (const { notified = {}, id } of open) {
        assert.deepEqual(Object.keys(notified).sort(), ['ann', 'pager'], `killed after ${kill} pieces`)
        const lines = store()
          .history.of(id)
          .filter(({ action }) => action === 'notified')
        assert.equal(lines.length, 2)
      }
      assert.equal(store().drafts.first(), null)
      pieces = kill
      if (wasAll) break
    }
    assert.ok(pieces > 40, `${pieces} pieces`)
  })

  test('sends nothing before it is decided and whole', t => {
    const { store } = opened(t)
    report(store(), 'firing', T0)
    const work = evaluation(store(), T0)
    let pieces = 0
    while (work.next().done !== true && store().outbox.due(T0, 1).length === 0) pieces += 1
    assert.ok(pieces > 40, `${pieces} pieces`)
    assert.deepEqual(owed(store(), T0), BEGIN)
  })

  test('withdraws the beginning that nobody accepted when all of them end', t => {
    const { store } = opened(t)
    report(store(), 'firing', T0)
    atOnce(evaluation(store(), T0))
    report(store(), 'resolved', T0 + MINUTE)
    atOnce(evaluation(store(), T0 + HOUR))
    assert.deepEqual(owed(store(), T0 + HOUR), BEGIN)
    assert.equal(store().outbox.summary().counts.superseded, BEGIN.length)
    assert.deepEqual(store().episodes.owedEnds(), [])
  })

  test('keeps what others do while it is made', t => {
    const { store } = opened(t)
    report(store(), 'firing', T0)
    const work = evaluation(store(), T0)
    run(work, 20)
    const [first, second] = store().episodes.open()
    assert.ok(first !== undefined && second?.origin === 'received')
    const taken = acknowledge(first, { by: 'eve', at: T0 + 1 })
    assert.ok(taken !== null)
    store().transaction(() => {
      store().episodes.save(taken)
      store().episodes.save({ ...second, state: 'resolved', resolvedAt: T0 + 1, heardAt: 1 })
    })
    atOnce(work as Sliced<unknown>)
    assert.equal(store().episodes.get(first.id)?.handling?.by, 'eve')
    assert.deepEqual(Object.keys(store().episodes.get(first.id)?.notified ?? {}).sort(), ['ann', 'pager'])
    const ended = store().episodes.get(second.id)
    assert.equal(ended?.state, 'resolved')
    assert.ok(ended !== null && isEndOwed(ended), 'whoever was notified of it is sent its end')
  })
})
