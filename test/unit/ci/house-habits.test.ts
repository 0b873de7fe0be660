// What the house checks say of time and chance, of names, and of how a file opens.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkHouse } from '../../support/ci/house.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** What is wrong with a checkout of these files alone. */
function faultsOf(t: { after(done: () => void): void }, files: Record<string, string>): string {
  const root = temporaryFolder(t)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return checkHouse(root).join('\n')
}

const opening = '// It has its use.\n'

for (const [how, text] of Object.entries({
  'Date.now': 'export const at = { from: Date.now }\n',
  'Date.now of another name': "export const at = globalThis['Date'].now\n",
  'Date.now taken out of it': 'const { now: moment } = Date\nexport { moment }\n',
  'new Date()': 'export const at = { day: new Date() }\n',
  'Date as a function': 'export const at = { day: Date() }\n',
  'Date by another name': 'const D = Date\nexport { D }\n',
  'performance.timeOrigin': 'export const at = { origin: performance.timeOrigin }\n',
  'process.hrtime': 'export const at = { took: process.hrtime.bigint }\n',
  randomUUID: "import { randomUUID as id } from 'node:crypto'\nexport { id }\n",
  'randomUUID of crypto': 'export const at = { id: crypto.randomUUID }\n',
  'Math.random': "export const at = { chance: Math['random'] }\n",
})) {
  test(`${how} is refused outside of the clock`, t => {
    assert.match(
      faultsOf(t, { 'src/core/a.ts': opening + text }),
      /one-clock: src\/core\/a\.ts:2: .* asks the machine/,
    )
  })
}

test('the clock may ask the machine for the time, tests may, and anybody may make a date of a moment', t => {
  const faults = faultsOf(t, {
    'src/core/clock.ts': `${opening}export const at = { now: Date.now }\n`,
    'src/core/a.ts': `${opening}export const at = { day: new Date(0), ms: performance.now, other: clock.now, kind: format.Date }\n`,
    'test/support/a.ts': `${opening}export const at = Date.now()\n`,
  })
  assert.equal(faults, '')
})

test('fetch is refused outside of the one place that bounds what it reads, and other things of that name are not', t => {
  const faults = faultsOf(t, {
    'src/core/a.ts': `${opening}export const at = await fetch('http://localhost')\n`,
    'src/core/b.ts': `${opening}export const at = { ask: globalThis.fetch }\n`,
    'src/core/c.ts': `${opening}export const at = { fetch: 1, other: client.fetch('/') }\n`,
    'src/core/reading/answer.ts': `${opening}export const at = await fetch('http://localhost')\n`,
  })
  assert.deepEqual(faults.match(/one-fetch: \S+/g), [
    'one-fetch: src/core/a.ts:2:',
    'one-fetch: src/core/b.ts:2:',
  ])
})

test('a file that does not open with a sentence is refused, and the file of a test is not', t => {
  const faults = faultsOf(t, {
    'src/core/a.ts': 'export const a = 1\n',
    'src/core/b.ts': '// Helper.\nexport const b = 1\n',
    'src/core/c.ts': `export const c = 1\n${opening}`,
    'src/core/d.ts': '/// <reference lib="es2024" />\nexport const d = 1\n',
    'bin/e.cjs': `#!/usr/bin/env node\n'use strict'\n${opening}`,
    'src/core/f.ts': '/** It has its use. */\nexport const f = 1\n',
    'test/unit/core/a.test.ts': "test('works', () => assert.equal(run(), 1))\n",
  })
  const refused = faults.split('\n').map(line => /opening-sentence: (\S+) does not open/.exec(line)?.[1])
  assert.deepEqual(refused, ['src/core/a.ts', 'src/core/b.ts', 'src/core/c.ts', 'src/core/d.ts'])
})

test('a name that fits anything is refused, of a file and of a folder', t => {
  const faults = faultsOf(t, {
    'src/core/utils.ts': opening,
    'src/core/time-helpers.ts': opening,
    'src/core/common/a.ts': opening,
    'src/core/common-cause.ts': opening,
    'src/core/alertmanager.ts': opening,
  })
  assert.deepEqual(
    faults.split('\n').map(line => /names: (\S+): (\S+) says nothing/.exec(line)?.[2]),
    ['common', 'time-helpers.ts', 'utils.ts'],
  )
})
