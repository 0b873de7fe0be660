import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { EPISODES_DDL, sqliteEpisodes } from '../../../../../src/storage/sqlite/tables/episodes.ts'
import { episodeOf, LEVEL } from '../../../../support/alerts/alert-samples.ts'

test('episodes are kept whole, listed newest first, and open ones in order', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  const store = sqliteEpisodes(db)
  const first = episodeOf(LEVEL, { id: 'a', state: 'pending' })
  const second = episodeOf(LEVEL, { id: 'b', state: 'firing' })
  for (const episode of [first, second]) store.save(episode)
  assert.deepEqual(store.open(), [first, second])
  const resolved = { ...first, state: 'resolved' as const, resolvedAt: 7 }
  store.save(resolved)
  assert.deepEqual(store.open(), [second])
  assert.deepEqual(store.get('a'), resolved)
  assert.equal(store.get('c'), null)
  assert.deepEqual(
    store.list(1).map(({ id }) => id),
    ['b'],
  )
})

test('the open ones of one alarm are found by its rule and series', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  const store = sqliteEpisodes(db)
  const first = episodeOf(LEVEL, { id: 'a', state: 'firing' })
  const over = episodeOf(LEVEL, { id: 'b', state: 'resolved' })
  const other = { ...episodeOf(LEVEL, { id: 'c', state: 'firing' }), rule: 'other' }
  for (const episode of [first, over, other]) store.save(episode)
  assert.deepEqual(store.openOf(first), [first])
  assert.deepEqual(store.openOf({ rule: first.rule, series: 'none' }), [])
})

test('an end that nobody was notified of is found until somebody is', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  const store = sqliteEpisodes(db)
  const one = { at: 1, severity: 'page' as const, reminders: 0, first: 1, last: 1 }
  const notified = { ann: { state: 'firing' as const, ...one }, bob: { state: 'resolved' as const, ...one } }
  const owed = episodeOf(LEVEL, { id: 'a', state: 'resolved', notified })
  for (const episode of [
    owed,
    episodeOf(LEVEL, { id: 'b', state: 'resolved' }),
    episodeOf(LEVEL, { id: 'c', state: 'firing', notified }),
  ]) {
    store.save(episode)
  }
  assert.deepEqual(store.owedEnds(), [owed])
  store.save({ ...owed, notified: { bob: notified.bob } })
  assert.deepEqual(store.owedEnds(), [])
})

test('whom an earlier version says was told is read as notified', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  const store = sqliteEpisodes(db)
  const ann = { state: 'firing' as const, at: 1, severity: 'page' as const, reminders: 0, first: 1, last: 1 }
  const episode = episodeOf(LEVEL, { id: 'a', state: 'firing', notified: { ann } })
  store.save(episode)
  db.exec(`UPDATE episodes SET episode = replace(episode, '"notified":', '"told":')`)
  assert.deepEqual(store.get('a'), episode)
})

test('open episodes are held in order, whatever is saved, and read anew after a rollback', () => {
  const db = new DatabaseSync(':memory:')
  db.exec(EPISODES_DDL)
  const store = sqliteEpisodes(db)
  const episode = (id: string, state: 'pending' | 'firing' | 'resolved') => episodeOf(LEVEL, { id, state })
  const open = (): string[] => store.open().map(({ id, state }) => `${id} ${state}`)
  for (const id of ['a', 'b', 'c']) store.save(episode(id, 'pending'))
  assert.deepEqual(open(), ['a pending', 'b pending', 'c pending'])
  store.save(episode('b', 'firing'))
  store.save(episode('a', 'resolved'))
  store.save(episode('d', 'firing'))
  assert.deepEqual(open(), ['b firing', 'c pending', 'd firing'])
  store.save(episode('a', 'firing'))
  assert.deepEqual(open(), ['a firing', 'b firing', 'c pending', 'd firing'])
  db.exec("DELETE FROM episodes WHERE id = 'b'")
  store.reset()
  assert.deepEqual(open(), ['a firing', 'c pending', 'd firing'])
})
