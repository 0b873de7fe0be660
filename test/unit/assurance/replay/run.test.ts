import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../../../src/config/load.ts'
import { DAY } from '../../../../src/core/duration.ts'
import { replayConfig } from '../../../support/replay/recorded-store.ts'
import { replayHere, whole } from '../../../support/replay/replaying.ts'

const repeating = replayConfig('.').replace('to: [on call] }', 'to: [on call], repeat: 1d }')

test('messages follow each other as they do where a server takes them: reminders come, and each once', async t => {
  const { messages } = whole(await replayHere(t, { configs: [parseConfig(repeating, {})] }))
  assert.ok(messages.length >= 3, `${messages.length}`)
  assert.match(messages[1]?.subject ?? '', /^Re: /)
  assert.equal((messages[1]?.at ?? 0) - (messages[0]?.at ?? 0), DAY)
  assert.equal(new Set(messages.map(({ digest }) => digest)).size, messages.length)
})
