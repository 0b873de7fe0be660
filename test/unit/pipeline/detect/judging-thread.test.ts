import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inForm } from '../../../support/long-form.ts'

const run = promisify(execFile)

const TOY = new URL('../../../support/process/toys/toy-detector.ts', import.meta.url).href
const CHILD = fileURLToPath(new URL('../../../support/process/toys/judging-child.ts', import.meta.url))

async function judgedWith(toy: string) {
  const { stdout } = await run(process.execPath, ['--import', TOY, CHILD], {
    env: { ...process.env, TOY: toy },
    timeout: 120_000,
  })
  return JSON.parse(stdout) as Record<'strays' | 'interrupted' | 'ticks' | 'broken', string[]>
}

const STRAYS = [
  ['rejects unawaited', 'nobody waits'],
  ['throws from a timer', 'something was thrown that cannot be read'],
] as const
const HELD_UP = [
  ['loops after a wait', 'toy-detector.ts'],
  ['loops from a timer', 'toy-detector.ts'],
  ['ends its thread', 'a call of process.exit'],
  ['waits for the system', 'a call that nothing can interrupt'],
] as const

/** Each is a process that loads all of detection, and a thread takes long to run out of memory: the short form tries one of a kind. */
describe('a detector that', () => {
  for (const [toy, words] of STRAYS.slice(0, inForm(1, STRAYS.length))) {
    test(`${toy} is named, and goes on`, async () => {
      const { strays, interrupted, ticks, broken } = await judgedWith(toy)
      assert.deepEqual(strays, [`detector level: ${words}`])
      assert.deepEqual([interrupted, broken], [[], []])
      assert.ok(ticks.every(tick => tick === 'whole'))
    })
  }

  for (const [toy, place] of HELD_UP.slice(0, inForm(1, HELD_UP.length))) {
    test(`${toy} is named and left out of every series, and what was asked is answered without it`, async () => {
      const { interrupted, ticks, broken } = await judgedWith(toy)
      assert.deepEqual(interrupted, [`detector level at ${place}`])
      assert.ok(ticks.every(tick => tick === 'whole'))
      assert.deepEqual(broken, ['level', 'level', 'level'])
    })
  }

  for (const toy of inForm([], ['leaks memory'])) {
    test(`${toy} is named when the thread runs out of it, and left out after the third time in a row`, async () => {
      const { interrupted, ticks, broken } = await judgedWith(toy)
      const fault = 'the thread of detection has no memory left; it asked the detector level last'
      assert.deepEqual(ticks, [fault, fault, fault, 'whole'])
      assert.deepEqual(interrupted, ['detector level at its use of memory'])
      assert.deepEqual(broken, ['level', 'level', 'level'])
    })
  }
})
