import assert from 'node:assert/strict'
import { test } from 'node:test'
import { receive } from '../../../../../src/alerting/received.ts'
import { MINUTE } from '../../../../../src/core/duration.ts'
import { type OwnAlarm, raiseOwn, sentence, stamp } from '../../../../../src/pipeline/alerts/own/raise.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const NOW = Date.UTC(2026, 4, 1, 12)
const ALARM: OwnAlarm = {
  labels: { alertname: 'SlowburnPartFaulty', kind: 'metric', name: 'toy', severity: 'watch' },
  since: NOW,
  words: since => ({ summary: `since ${since}`, description: 'half of a pair \ud800, secret=hidden' }),
}

test('what stands is raised in words that can be kept, and what is not known to be over is not ended', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const stoodFor = new Map()
  const look = (alarms: readonly OwnAlarm[], minute: number, isOver = true): void =>
    raiseOwn(store, alarms, {
      now: NOW + minute * MINUTE,
      interval: MINUTE,
      stoodFor,
      isOver: () => isOver,
    })
  for (let minute = 0; minute <= 10; minute += 1) look([ALARM], minute)
  const [episode] = store.episodes.open()
  assert.ok(episode?.origin === 'received')
  assert.deepEqual(episode.annotations, {
    sender: 'slowburn',
    summary: 'since 2026-05-01 12:00 UTC',
    description: 'half of a pair \ufffd, secret=***',
  })
  look([], 11, false)
  assert.equal(store.episodes.open().length, 1)
  look([], 12)
  assert.equal(store.episodes.open().length, 0)
})

test('an alarm of the same name that an Alertmanager sends is not ours to end', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { labels } = ALARM
  const theirs = { status: 'firing', labels, annotations: {}, startsAt: NOW, generatorUrl: null } as const
  const transition = receive(theirs, null, { now: NOW, listened: 0 })
  if (transition !== null) store.transaction(() => store.episodes.save(transition.episode))
  raiseOwn(store, [], { now: NOW + MINUTE, interval: MINUTE, stoodFor: new Map() })
  assert.equal(store.episodes.open().length, 1)
})

test('words are a sentence, and moments are in UTC', () => {
  assert.equal(sentence('it is away'), 'It is away.')
  assert.equal(sentence('Away?'), 'Away?')
  assert.equal(stamp(NOW), '2026-05-01 12:00 UTC')
})
