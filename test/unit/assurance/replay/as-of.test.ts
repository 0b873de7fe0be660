import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOf } from '../../../../src/assurance/replay/as-of.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { runTime } from '../../../../src/indicators/patterns/durations.ts'
import { addToCells, type CellDeltas } from '../../../../src/series/cells.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { keptAudit } from '../../../support/audit/kept.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const AT = Date.UTC(2026, 2, 2)

function setUp(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const deltas: CellDeltas = new Map()
  for (const at of [AT, AT + HOUR, AT + 2 * HOUR]) {
    const lifecycle = {
      kind: 'task' as const,
      subject: `${at}`,
      source: 'platform',
      openedAt: null,
      startedAt: at,
      start: 'measured' as const,
      endedAt: at + MINUTE,
      outcome: 'completed',
      measures: {},
      labels: {},
    }
    addToCells(deltas, { grain: HOUR, measures: [runTime] }, [{ lifecycle, sign: 1 }])
  }
  store.transaction(() => store.cells.add('task', 'platform', HOUR, deltas))
  for (const [id, at] of [
    ['one', AT],
    ['two', AT + DAY],
  ] as const)
    store.releases.add({
      id,
      at,
      version: id,
      component: null,
      environment: null,
      note: null,
      source: 'platform',
      by: null,
    })
  let now = AT
  const goTo = (at: number): void => {
    now = at
  }
  return { store, facts: asOf(store, () => now), goTo }
}

test('of what was written down only the past is seen: cells that are over, and releases that were announced', t => {
  const { facts, goTo } = setUp(t)
  const cells = (): number[] => [...facts.cells.read('task', 'platform', 0, AT + DAY)].map(({ from }) => from)
  const releases = (): string[] => facts.releases.between(0, AT + 9 * DAY).map(({ id }) => id)
  assert.deepEqual([cells(), releases()], [[], ['one']])
  goTo(AT + 2 * HOUR)
  assert.deepEqual(cells(), [AT, AT + HOUR])
  goTo(AT + 2 * HOUR + 30 * MINUTE)
  assert.deepEqual(cells(), [AT, AT + HOUR], 'the hour under way is not known as it was')
  goTo(AT + DAY)
  assert.deepEqual(
    [cells().length, releases(), facts.releases.list(1).map(({ id }) => id)],
    [3, ['one', 'two'], ['two']],
  )
})

test('nothing of it can be changed', t => {
  const { facts, store } = setUp(t)
  const { lifecycles, cells, releases } = facts
  const [release] = store.releases.list(1)
  assert.ok(release !== undefined)
  const writes = [
    () => lifecycles.compact(0),
    () => lifecycles.remove({ kind: 'task', source: 'platform', subject: 'a' }),
    () => cells.add('task', 'platform', HOUR, new Map()),
    () => cells.reopen('task', 'platform', [AT]),
    () => cells.taken('task', 'platform', [AT]),
    () => cells.widen('task', 'platform', DAY, AT),
    () => cells.merge(),
    () => releases.add(release),
  ]
  for (const write of writes) assert.throws(write, /changes nothing of what was written down/)
})

test('of audits those are seen that had ended, and none can be added', t => {
  const { store, facts, goTo } = setUp(t)
  for (const endedAt of [AT, AT + DAY]) store.audits.add(keptAudit({ endedAt }), [])
  assert.deepEqual(
    facts.audits.list(9).map(({ endedAt }) => endedAt),
    [AT],
  )
  goTo(AT + DAY)
  assert.equal(facts.audits.list(1)[0]?.endedAt, AT + DAY)
  assert.throws(() => facts.audits.add(keptAudit(), []), /changes nothing/)
  assert.throws(() => facts.audits.sendCanary('a', AT), /changes nothing/)
})
