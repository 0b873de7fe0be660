// A data folder in which every table of the store has rows, as a service that has been running for a while leaves it; and
// what may be written into a column by whoever spoils it.
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { seriesKey } from '../../../src/core/series-key.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { startTally } from '../../../src/indicators/tally.ts'
import { labelsKey } from '../../../src/series/cells.ts'
import { DATABASE_FILE } from '../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { episodeOf, LEVEL } from '../alerts/alert-samples.ts'
import { changeOf, recordOf } from '../alerts/alerting.ts'
import { keptAudit, keptCard } from '../audit/kept.ts'
import { messageOf } from '../delivery/delivery.ts'
import { task } from '../facts/lifecycles.ts'
import { rehearsalOf } from '../rollout/ledger.ts'

const LABELS = { task_type: 'build' }
const INDICATOR = 'task_run_time_p50'
const BY = 'ann'

/** `now` is when it was left. */
export function fillStore(folder: string, now: number): void {
  const store = openSqliteStore(folder)
  store.transaction(() => {
    const hour = Math.floor(now / HOUR) * HOUR
    fillFacts(store, hour)
    fillSeries(store, hour)
    fillAlerting(store, hour)
  })
  store.close()
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  db.exec(`INSERT INTO quarantine (origin, row_id, fault, outcome, without, content)
    VALUES ('silences', 'old', 'is no silence', 'set aside', 'Make it again.', '{}')`)
  db.close()
}

function fillFacts(store: Store, hour: number): void {
  store.sources.save('db', { cursor: { a: 1 }, completeUpTo: hour, lastSuccessAt: hour })
  store.sources.remember('db', [{ key: 'tasks/1', value: Buffer.from('0'.repeat(16)) }])
  for (let index = 0; index < 60; index += 1) {
    const at = hour - DAY + index * 1000
    const one = task(at, 1000, 60_000, { subject: `t${index}`, labels: LABELS })
    if (index < 50) store.lifecycles.put(one)
    else store.lifecycles.settle(one)
  }
  const tally = startTally()
  tally.counts.set('ended', 3)
  const deltas = new Map([[hour - DAY, new Map([[labelsKey(LABELS), tally]])]])
  store.cells.add('task', 'db', HOUR, deltas)
  store.cells.reopen('task', 'db', [hour - DAY])
  store.labels.save('task', 'db', 'task_type', [{ value: 'build', volume: 60, admitted: true }])
  store.releases.add({
    id: 'r1',
    at: hour - DAY,
    version: '1.2.3',
    component: null,
    environment: null,
    note: null,
    source: 'api',
    by: BY,
  })
}

function fillRollouts({ rollouts }: Store, hour: number): void {
  rollouts.record('api', { version: '1.2.3', digest: 'sha256:1', at: hour, by: BY })
  rollouts.look('api', { version: '1.2.3', at: hour, digest: 'sha256:1', fault: null })
  rollouts.begin('api', rehearsalOf(hour))
}

function fillSeries(store: Store, hour: number): void {
  const { id } = store.series.ensure(seriesKey(INDICATOR, LABELS), INDICATOR, LABELS, HOUR)
  const points = Array.from({ length: 400 }, (_, index) => {
    const value = 60 + 5 * Math.sin(index * 12.9898) * Math.cos(index * 78.233)
    return { at: hour - (400 - index) * HOUR, value, lower: value - 2, upper: value + 2, n: 40 }
  })
  store.series.append(id, points)
  const monitor = createMonitor({ describe: describeChange })
  let state = monitor.start({ bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null })
  for (const point of points) state = monitor.observe(state, point)[0]
  store.series.saveMonitor(id, state)
  store.series.setMark(`observed:${id}`, hour - HOUR)
  store.series.setMark('closed:task:db', hour)
  const onset = { value: hour - 3 * HOUR, lower: hour - 4 * HOUR, upper: hour - 2 * HOUR }
  const record = recordOf(hour - HOUR, { seriesId: id, change: changeOf({ onset }) })
  store.changes.save(record)
  store.changes.saveFleet({ version: 1, granted: { [id]: record.alarm.at } })
  store.regimes.save({
    seriesId: id,
    lookedAt: hour,
    lastPoint: hour - HOUR,
    found: { from: hour - DAY, to: hour, points: 24, season: 0, changes: [], unconfirmed: [] },
  })
  store.incidents.save({
    id: 'i1',
    nature: 'change',
    openedAt: hour - HOUR,
    closedAt: null,
    mergedInto: null,
    members: [{ change: record.id, series: id, raisedAt: hour - HOUR, clearedAt: null, onset, odds: null }],
    explanation: null,
    events: [{ at: hour - HOUR, what: 'opened', series: [id], other: null }],
  })
  store.incidents.tie({ kind: 'link', a: 'x', b: 'y', by: BY, at: hour, note: '' })
  const before = { state, observedUpTo: hour - 2 * HOUR, standing: record }
  store.acceptances.add({ seriesId: id, at: hour - DAY, by: BY, note: '', episodes: ['e0'], before })
  store.audits.add(keptAudit({ endedAt: hour }), [{ seriesId: id, card: keptCard({ upTo: hour }) }])
  store.audits.sendCanary('t1', hour)
  fillRollouts(store, hour)
  store.acceptances.undo(1, { at: hour - DAY, by: BY })
}

function fillAlerting(store: Store, hour: number): void {
  const notified = { at: hour - HOUR, severity: 'page' as const, reminders: 0, first: 1, last: 1 }
  const change = changeOf({
    onset: { value: hour - 3 * HOUR, lower: hour - 4 * HOUR, upper: hour - 2 * HOUR },
  })
  const times = { pendingSince: hour - HOUR, firingSince: hour - HOUR, lastActiveAt: hour }
  store.episodes.save({
    ...episodeOf(LEVEL, { id: 'e1', state: 'firing', sequence: 1, ...times }),
    change,
    handling: {
      state: 'snoozed',
      by: BY,
      at: hour,
      until: hour + DAY,
      note: '',
      severity: 'page',
      sigma: 2,
    },
    notified: { [BY]: { state: 'firing', ...notified } },
  })
  store.episodes.save({
    origin: 'received',
    id: 'e2',
    rule: 'HostDown',
    series: 'HostDown{host="a"}',
    state: 'firing',
    sequence: 0,
    severity: 'page',
    ...times,
    resolvedAt: null,
    labels: { alertname: 'HostDown', host: 'a' },
    annotations: {},
    generatorUrl: null,
  })
  store.outbox.add([messageOf({ episodeId: 'e1', recipient: 'ann@example.org', createdAt: hour })])
  const drafted = messageOf({ episodeId: 'e1', sequence: 2, recipient: 'ann@example.org', createdAt: hour })
  store.drafts.hold(() => store.outbox.add([drafted]))
  const line = { at: hour, actor: BY, action: 'notified', episodeId: 'e1', detail: '' }
  const revision = { id: 'e1', set: { sequence: 2 }, unset: [], was: {} }
  store.drafts.add({ revisions: [revision], history: [line] })
  store.silences.save({
    id: 's1',
    matchers: [{ name: 'host', op: '=~', value: 'a.*' }],
    startsAt: hour - DAY,
    endsAt: hour + 30 * DAY,
    createdBy: BY,
    createdAt: hour - DAY,
    comment: '',
  })
  store.history.add({ at: hour, actor: BY, action: 'snoozed', episodeId: 'e1', detail: '' })
  store.rateLimit.save({ [BY]: { 'change page': { singles: [hour], summaries: [] } } })
  store.reports.leave('weekly', 'ann@example.org', hour)
  store.codes.use('code', hour + DAY, hour)
}

/** What no column of another type holds, what no text means, and numbers that no column may have. */
export const SPOILS: Readonly<Record<string, SQLInputValue>> = {
  'no value': null,
  'an empty text': '',
  'a word': 'garbage',
  'an empty object': '{}',
  'an empty list': '[]',
  'half of an object': '{"id":',
  'an object with an unknown key': '{"surprise":{"deep":[1,null]}}',
  'the largest whole number': 9_223_372_036_854_775_807n,
  'a number before 1970': -1n,
  'a huge number': 1e308,
  infinity: Number.POSITIVE_INFINITY,
  bytes: new Uint8Array([0xff, 0x00, 0x80, 0x7f, 0xff]),
}

export interface Column {
  table: string
  column: string
  type: string
}

/** Every column of every table that the schema has. */
export function columnsIn(folder: string): Column[] {
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  try {
    return db
      .prepare(
        `SELECT t.name AS "table", c.name AS "column", c.type FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY t.name, c.cid`,
      )
      .all()
      .map(found => ({ ...found }) as unknown as Column)
  } finally {
    db.close()
  }
}

/** Writes it into one row; false where the table itself refuses it, as its type or its keys do. */
export function spoil(
  folder: string,
  { table, column }: Omit<Column, 'type'>,
  value: SQLInputValue,
): boolean {
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  try {
    db.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
    const first = `SELECT min(${column}) FROM ${table}`
    const { changes } = db
      .prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} IS (${first})`)
      .run(value)
    return changes > 0
  } catch {
    return false
  } finally {
    db.close()
  }
}
