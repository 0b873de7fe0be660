import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askSource } from '../../../src/app/ask-source.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { unattended } from '../../support/unattended.ts'

const [SETTINGS] = parseConfig(
  'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n',
  {},
).sources

test('a source is made for a question, asked by name, and closed after it, also where the question fails', async () => {
  assert.ok(SETTINGS)
  const { signal } = new AbortController()
  const called: string[] = []
  const parts: typeof unattended = {
    ...unattended,
    call: (owner, work) => {
      called.push(`${owner.kind} ${owner.name}`)
      return work()
    },
  }
  const deps = { clock: systemClock, signal, parts }
  assert.deepEqual(await askSource(SETTINGS, deps, (source, own, call) => call(() => source.check(own))), [])
  await assert.rejects(
    askSource(SETTINGS, deps, () => Promise.reject(new Error('mine'))),
    /mine/,
  )
  assert.deepEqual(called, ['source app', 'source app', 'source app'])
})
