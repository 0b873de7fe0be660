// Every entry of the log is a sentence of one shape: it begins small, as what follows a time and a level, says what happened, and
// has no full stop.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../../support/process/checkout.ts'

const CALL = /\blog(?:ger)?\.(?:debug|info|warn|error)\(\s*(['`])(.*?)\1/gs
/** An entry that is chosen from a table. */
const CHOSEN = /\blevel: '(?:debug|info|warn|error)', text: (['`])(.*?)\1/gs

const entries = globSync('src/**/*.ts', { cwd: ROOT }).flatMap(path => {
  const code = readFileSync(join(ROOT, path), 'utf8')
  return [...code.matchAll(CALL), ...code.matchAll(CHOSEN)].map(([, , text = '']) => ({ path, text }))
})

test('entries of the log are found', () => assert.ok(entries.length > 80, String(entries.length)))

for (const [rule, holds] of [
  ['begins with a small letter, or with what is filled in', /^[a-z$]/],
  ['says what it is about and what happened, in more than one word', / /],
  ['has no full stop', /[^.]$/],
] as const) {
  test(`every entry of the log ${rule}`, () => {
    assert.deepEqual(
      entries.filter(({ text }) => !holds.test(text)),
      [],
    )
  })
}
