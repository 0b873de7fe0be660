// What `npm test` says of tests that failed, or never ended, by real runs of the runner.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../support/folder.ts'
import { countOf, type Ended, endedEarly, failedTests } from '../../support/run/outcome.ts'

function run(t: TestContext, body: string): Ended {
  const file = join(temporaryFolder(t), 'toy.test.mjs')
  writeFileSync(file, `import { describe, test } from 'node:test'\n${body}`)
  const args = ['--test', '--test-isolation=none', '--test-reporter=spec', file]
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, FORCE_COLOR: '0' }
  const { status, signal, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  return { code: status, signal, silentFor: null, last: 'the toy', output: stdout }
}

test('a test that failed is named with its place, and nothing of what went well', t => {
  const ended = run(
    t,
    `test('a sound one', () => {})
    describe('a suite', () => {
      test('a broken one (of two)', () => { throw new Error('✖ out of order') })
      test('another', async () => { throw new Error('x') })
    })`,
  )
  assert.deepEqual(
    failedTests(ended.output).map(({ place, name }) => [place.replace(/^.*\//, ''), name]),
    [
      ['toy.test.mjs:4:7', 'a broken one (of two)'],
      ['toy.test.mjs:5:7', 'another'],
    ],
  )
  assert.equal(endedEarly(ended), null)
  assert.deepEqual(
    ['tests', 'pass', 'fail', 'nothing'].map(word => countOf(word, ended.output)),
    [3, 1, 2, 0],
  )
})

test('a process that was killed is not called silent, and one that ended itself too early is not called whole', t => {
  const killed = run(t, `test('x', () => process.kill(process.pid, 'SIGKILL'))`)
  assert.match(endedEarly(killed) ?? '', /ended from outside by SIGKILL.*the last to begin: the toy$/)
  const gone = run(t, `test('x', () => process.reallyExit(134))`)
  assert.match(endedEarly(gone) ?? '', /ended with code 134 before all had run; the last to begin: the toy$/)
  assert.deepEqual(failedTests(gone.output), [])
})

test('a test that never returned is named, whatever ended it', () => {
  const silent: Ended = { code: null, signal: 'SIGKILL', silentFor: 180, last: null, output: '' }
  assert.equal(
    endedEarly(silent),
    'no test ended within 180 s; this one never returns: none, not even the first',
  )
})
