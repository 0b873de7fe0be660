import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../../../src/config/load.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { LAST, replayConfig } from '../../../support/replay/recorded-store.ts'
import { replayHere, whole } from '../../../support/replay/replaying.ts'

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

const repeating = replayConfig('.').replace('to: [on call] }', 'to: [on call], repeat: 1d }')

test('messages follow each other as they do where a server takes them: reminders come, and each once', async t => {
  const { messages } = whole(await replayHere(t, { configs: [parseConfig(repeating, {})] }))
  assert.ok(messages.length >= 3, `${messages.length}`)
  assert.match(messages[1]?.subject ?? '', /^Re: /)
  assert.equal((messages[1]?.at ?? 0) - (messages[0]?.at ?? 0), DAY)
  assert.equal(new Set(messages.map(({ digest }) => digest)).size, messages.length)
})
