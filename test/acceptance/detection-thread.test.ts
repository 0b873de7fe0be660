// Detectors that do what none should, in the thread in which detection thinks: each is named, and what was asked is answered.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const TOY = new URL('../support/process/toys/toy-detector.ts', import.meta.url).href
const CHILD = fileURLToPath(new URL('../support/process/toys/judging-child.ts', import.meta.url))

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
const GREEDY = 'takes all memory'

type Judged = Record<'strays' | 'interrupted' | 'ticks' | 'broken', string[]>

describe('a detector that', () => {
  const judged = new Map<string, Judged>()
  before(async () => {
    const toys = [...STRAYS, ...HELD_UP].map(([toy]) => toy)
    const { stdout } = await run(process.execPath, ['--import', TOY, CHILD, ...toys, GREEDY], {
      timeout: 240_000,
    })
    const lines = stdout.trimEnd().split('\n')
    for (const [i, toy] of [...toys, GREEDY].entries()) judged.set(toy, JSON.parse(lines[i] ?? '') as Judged)
  })
  const judgedWith = (toy: string): Judged => judged.get(toy) ?? assert.fail(toy)

  for (const [toy, words] of STRAYS) {
    test(`${toy} is named, and goes on`, () => {
      const { strays, interrupted, ticks, broken } = judgedWith(toy)
      assert.deepEqual(strays, [`detector level: ${words}`])
      assert.deepEqual([interrupted, broken], [[], []])
      assert.ok(ticks.every(tick => tick === 'whole'))
    })
  }

  for (const [toy, place] of HELD_UP) {
    test(`${toy} is named and left out of every series, and what was asked is answered without it`, () => {
      const { interrupted, ticks, broken } = judgedWith(toy)
      assert.deepEqual(interrupted, [`detector level at ${place}`])
      assert.ok(ticks.every(tick => tick === 'whole'))
      assert.deepEqual(broken, ['level', 'level', 'level'])
    })
  }

  test(`${GREEDY} is named when the thread has none left, and left out after the third time in a row`, () => {
    const { interrupted, ticks, broken } = judgedWith(GREEDY)
    const fault = 'the thread of detection has no memory left; it asked the detector level last'
    assert.deepEqual(ticks, [fault, fault, fault, 'whole'])
    assert.deepEqual(interrupted, ['detector level at its use of memory'])
    assert.deepEqual(broken, ['level', 'level', 'level'])
  })
})
