// The check of a source's manners names what a source does that has none, and does not wait for it.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../support/folder.ts'
import { mannersOf } from '../../support/sources/manners.ts'

const ABORTING = 'const stop = new AbortController()\nstop.signal.addEventListener("abort", () => {'

describe('a source', { concurrency: true }, () => {
  for (const [how, { text, named }] of Object.entries({
    'does not return when it is aborted': {
      // As a loop, but takes no processor from the other tests.
      text: `${ABORTING} Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })\nstop.abort()`,
      named: /^a source of type toy did not return when it was asked to abort its pull$/,
    },
    'throws when it is aborted': {
      text: `${ABORTING} throw new Error("mine") })\nstop.abort()`,
      named: /^a source of type toy threw after it was asked to abort its pull: .*Error: mine/s,
    },
    'throws in a timer': {
      text: 'setTimeout(() => { throw new Error("mine") }, 10)',
      named: /^a source of type toy threw after it was asked to abort its pull: .*Error: mine/s,
    },
    'never lets go of the process': {
      text: 'setInterval(() => {}, 1000)',
      named: /^a source of type toy did not return when it was asked to abort its pull$/,
    },
    'writes to the terminal': {
      text: 'console.log("mine")',
      named: /^a source of type toy writes to the terminal: mine/,
    },
  })) {
    test(`that ${how} is named`, async t => {
      const script = join(temporaryFolder(t), 'toy.mjs')
      const step =
        'import { appendFileSync } from "node:fs"\nappendFileSync(process.argv[3], "abort its pull\\n")\n'
      writeFileSync(script, step + text)
      assert.match((await mannersOf('toy', { script, longest: 10_000 })) ?? '', named)
    })
  }
})
