// The check of a part's manners names what a part does that has none, and does not wait for it.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../../support/folder.ts'
import { mannersOf } from '../../../support/manners/manners.ts'

const ABORTING = 'const stop = new AbortController()\nstop.signal.addEventListener("abort", () => {'

function toys(t: TestContext, text: string) {
  const script = join(temporaryFolder(t), 'toy.mjs')
  const begin = 'import { appendFileSync } from "node:fs"\nconst [, , steps, ...names] = process.argv\n'
  writeFileSync(script, `${begin}appendFileSync(steps, "abort its pull\\n")\n${text}`)
  return { what: 'the part', script }
}

describe('a part', { concurrency: true }, () => {
  for (const [how, { text, named }] of Object.entries({
    'does not return when it is aborted': {
      // As a loop, but takes no processor from the other tests.
      text: `${ABORTING} Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })\nstop.abort()`,
      named: /^the part toy did not return when it was asked to abort its pull$/,
    },
    'throws when it is aborted': {
      text: `${ABORTING} throw new Error("mine") })\nstop.abort()`,
      named: /^the part toy threw after it was asked to abort its pull: .*Error: mine/s,
    },
    'throws in a timer': {
      text: 'setTimeout(() => { throw new Error("mine") }, 10)',
      named: /^the part toy threw after it was asked to abort its pull: .*Error: mine/s,
    },
    'leaves a promise that rejects': {
      text: 'void Promise.reject(new Error("mine"))',
      named: /^the part toy threw after it was asked to abort its pull: .*Error: mine/s,
    },
    'never lets go of the process': {
      text: 'setInterval(() => {}, 1000)',
      named: /^the part toy did not return when it was asked to abort its pull$/,
    },
    'waits for what never comes': {
      text: 'await new Promise(() => {})',
      named: /^the part toy never ended after it was asked to abort its pull: it waits for a promise/,
    },
    'writes to the terminal': {
      text: 'console.log("mine")',
      named: /^the part toy writes to the terminal: mine/,
    },
  })) {
    test(`that ${how} is named`, async t => {
      const found = await mannersOf(['toy'], toys(t, text), 2_000)
      assert.match(found.get('toy') ?? '', named)
    })
  }

  test('is tried with its siblings in one process, and by itself where one of them has none', async t => {
    const text = 'if (names.includes("b")) setTimeout(() => { throw new Error("mine") }, 10)'
    const found = await mannersOf(['a', 'b', 'c'], toys(t, text))
    assert.deepEqual([...found.keys()], ['a', 'b', 'c'])
    assert.deepEqual([found.get('a'), found.get('c')], [null, null])
    assert.match(found.get('b') ?? '', /^the part b threw after/)
  })
})
