import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAILED, reportError } from '../../../../src/cli/terminal/report.ts'
import { ConfigError } from '../../../../src/core/errors.ts'

/** What is written to standard error; the exit code that is set is taken back. */
function reported(t: import('node:test').TestContext, error: unknown, where?: string): string {
  const lines: string[] = []
  t.mock.method(process.stderr, 'write', (text: string) => lines.push(text) > 0)
  reportError(error, where)
  t.mock.restoreAll()
  assert.equal(process.exitCode, FAILED)
  process.exitCode = undefined
  return lines.join('')
}

test('an error is one line without a stack', t => {
  assert.equal(reported(t, new Error('nothing answers')), 'slowburn: nothing answers\n')
})

test('every fault of a configuration is a line of its own that names the file', t => {
  const error = new ConfigError([
    { path: 'tick', line: 3, message: 'is shorter than 1s' },
    { path: 'sources', message: 'is missing' },
  ])
  assert.equal(
    reported(t, error, 'slowburn.yml'),
    'slowburn.yml: line 3, tick: is shorter than 1s\nslowburn.yml: sources: is missing\n',
  )
})

test('a file that cannot be read is named once', t => {
  const error = new ConfigError([{ path: 'nope.yml', message: 'cannot be read' }])
  assert.equal(reported(t, error, 'nope.yml'), 'nope.yml: cannot be read\n')
})

test('a password in an address is not shown', t => {
  const text = reported(t, new Error('postgres://reader:hunter2@db/app refused'))
  assert.doesNotMatch(text, /hunter2/)
  assert.match(text, /db\/app refused/)
})

test('what a server has said steers no terminal', t => {
  const said = '400 \u001b]0;owned\u0007\u001b[31mred\u0000\u202eknird\u2028end'
  assert.equal(
    reported(t, new Error(`first\nit does not take the samples: ${said}`)),
    'slowburn: first\nit does not take the samples: 400  ]0;owned [31mred knirdend\n',
  )
})
