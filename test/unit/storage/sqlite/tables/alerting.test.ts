import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { Silence } from '../../../../../src/alerting/muting/silence.ts'
import {
  ALERTING_DDL,
  RATE_LIMIT_DDL,
  sqliteHistory,
  sqliteRateLimit,
  sqliteSilences,
} from '../../../../../src/storage/sqlite/tables/alerting.ts'
import { EPISODES_DDL, sqliteEpisodes } from '../../../../../src/storage/sqlite/tables/episodes.ts'
import { episodeOf, LEVEL } from '../../../../support/alerts/alert-samples.ts'

function open(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  db.exec(ALERTING_DDL)
  db.exec(RATE_LIMIT_DDL)
  return db
}

const silence: Silence = {
  id: 's1',
  matchers: [{ name: 'a', op: '=', value: 'b' }],
  startsAt: 5,
  endsAt: 10,
  createdBy: 'ann',
  createdAt: 1,
  comment: '',
}

test('silences are kept until they are over, and found afterwards', () => {
  const store = sqliteSilences(open())
  store.save(silence)
  assert.deepEqual(store.current(9), [silence])
  assert.deepEqual(store.current(10), [])
  const cut = { ...silence, endsAt: 7 }
  store.save(cut)
  assert.deepEqual(store.get('s1'), cut)
  assert.equal(store.get('s2'), null)
  assert.deepEqual(store.list(5), [cut])
})

test('history keeps who did what, in order', () => {
  const store = sqliteHistory(open())
  const first = { at: 1, actor: 'slowburn', action: 'firing', episodeId: 'e1', detail: '' }
  const second = { at: 2, actor: 'ann', action: 'acknowledged', episodeId: 'e1', detail: 'on it' }
  const other = { at: 3, actor: 'bob', action: 'silenced', episodeId: null, detail: 'a="b"' }
  for (const entry of [first, second, other]) store.add(entry)
  assert.deepEqual(store.of('e1'), [first, second])
  assert.deepEqual(store.list(2), [other, second])
})

test('the rate limit is remembered across a restart', () => {
  const db = open()
  assert.deepEqual(sqliteRateLimit(db).load(), {})
  const state = { ann: { 'change page': { singles: [1], summaries: [2] } } }
  sqliteRateLimit(db).save({})
  sqliteRateLimit(db).save(state)
  assert.deepEqual(sqliteRateLimit(db).load(), state)
})

test('when an alarm began to fire is held, and known anew when it fires again', () => {
  const db = open()
  const history = sqliteHistory(db)
  const episodes = sqliteEpisodes(db)
  const fire = (id: string, at: number): void => {
    episodes.save(episodeOf(LEVEL, { id, state: 'firing', firingSince: at }))
    history.add({ at, actor: 'slowburn', action: 'firing', episodeId: id, detail: '' })
  }
  const { rule, series } = episodeOf(LEVEL)
  fire('a', 5)
  assert.deepEqual(history.firings(rule, series, 0), [5])
  assert.deepEqual(history.firings(rule, series, 6), [])
  fire('b', 9)
  assert.deepEqual(history.firings(rule, series, 0), [5, 9])
  assert.deepEqual(history.firings(rule, series, 6), [9])
  assert.deepEqual(history.firings('another', series, 0), [])
  db.exec('DELETE FROM alert_history WHERE at = 9')
  history.reset()
  assert.deepEqual(history.firings(rule, series, 0), [5])
})
