// Replays that take seconds: of weeks under several configurations, at short ticks, and by a calendar.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runReplays } from '../../src/app/replay/replay.ts'
import { parseConfig } from '../../src/config/load.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { temporaryFolder } from '../support/folder.ts'
import { FIRST, LAST, ROSE, recordIn, replayConfig } from '../support/replay/recorded-store.ts'
import { replayHere, whole } from '../support/replay/replaying.ts'

test('two configurations are replayed over the same copy, each on its own', async t => {
  const folder = temporaryFolder(t)
  recordIn(folder)
  const [all, few] = [replayConfig(folder), replayConfig(folder, 'detection: { disabled: [level] }')]
  const done: number[] = []
  const results = await runReplays(
    {
      folder,
      configs: [parseConfig(all, {}), parseConfig(few.replace('for: 10m', 'for: 3d'), {})],
      span: { from: null, to: null, started: null },
      withActs: true,
      lag: null,
      log: silentLogger,
      onRead: () => {},
      onProgress: () => {},
      onDone: index => void done.push(index),
    },
    new AbortController().signal,
  )
  const [one, other] = results.map(whole)
  assert.deepEqual(done, [0, 1])
  assert.ok((other?.incidents[0]?.notifiedAt ?? 0) - (one?.incidents[0]?.notifiedAt ?? 0) >= 2 * DAY)
})

test('who was on duty by a calendar is notified, though nobody says from when it is replayed', async t => {
  const folder = temporaryFolder(t)
  recordIn(folder)
  const ics = join(folder, 'duty.ics')
  const event = [
    'BEGIN:VEVENT',
    'UID:1',
    'SUMMARY:bob',
    'DTSTART:20260301T000000Z',
    'DURATION:P90D',
    'END:VEVENT',
  ]
  writeFileSync(ics, ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR', ''].join('\r\n'))
  const config = replayConfig(
    folder,
    `rotas: [{ name: duty, contacts: [bob], ics: ${ics}, otherwise: on call }]`,
  )
    .replace('contacts: [', 'contacts: [{ name: bob, email: bob@example.org }, ')
    .replace('to: [on call]', 'to: [duty]')
  const { messages } = whole(await replayHere(t, { folder, configs: [parseConfig(config, {})] }))
  assert.deepEqual(
    messages.map(({ to }) => to),
    ['bob@example.org'],
  )
})

test('a tick of a second counts as one of a minute: nobody waits for that many', async t => {
  const text = replayConfig('.').replace('tick: 1h', 'tick: 1s')
  const to = ROSE + DAY
  const { ticks } = whole(await replayHere(t, { configs: [parseConfig(text, {})], span: { to } }))
  assert.ok(ticks < (to - FIRST) / HOUR + DAY / MINUTE, `${ticks}`)
})

test('it ticks where a point comes while nothing stands, and at every tick of the configuration while something does', async t => {
  const quiet = whole(await replayHere(t, { more: 'detection: {}', span: { to: ROSE } }))
  const hours = (quiet.to - quiet.from) / HOUR
  assert.ok(quiet.ticks <= hours + 30, `${quiet.ticks} ticks in ${hours} hours`)
  const often = whole(
    await replayHere(t, { configs: [parseConfig(replayConfig('.').replace('tick: 1h', 'tick: 15m'), {})] }),
  )
  const [incident] = often.incidents
  assert.ok(incident !== undefined)
  const standing = (LAST - incident.openedAt) / HOUR
  const expected = (incident.openedAt - often.from) / HOUR + 4 * standing
  assert.ok(Math.abs(often.ticks - expected) < 40, `${often.ticks} ticks, about ${expected} expected`)
})

test('a silence of a series is found by the clock, where nothing comes any more', async t => {
  const stops = LAST - 4 * DAY
  const { incidents } = whole(
    await replayHere(t, {
      record: store => {
        const beside = store.series.ensure('beside', 'task_throughput', { task_type: 'build' }, HOUR, 9)
        const points = Array.from({ length: 31 * 24 }, (_, k) => {
          const at = stops - (31 * 24 - k) * HOUR
          return { at, value: 100 + (k % 7), lower: 90, upper: 120, n: 100 }
        })
        store.series.append(beside.id, points)
      },
    }),
  )
  const silent = incidents.find(({ what }) => /silent/.test(what))
  assert.ok(silent !== undefined, incidents.map(({ title, what }) => `${title} ${what}`).join('; '))
  assert.ok(silent.openedAt > stops && silent.openedAt < stops + 2 * DAY)
})
