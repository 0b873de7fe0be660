import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ConfigError,
  errorOf,
  faultOf,
  formatFault,
  messageOf,
  missingPart,
  reasonOf,
  SourceError,
} from '../../../src/core/errors.ts'

test('a fault says where it is, what is wrong and what to do', () => {
  const fault = { path: 'listen.port', line: 7, message: 'is no port', remedy: 'Use 9464' }
  assert.equal(formatFault(fault), 'line 7, listen.port: is no port. Use 9464')
  assert.equal(formatFault({ path: 'database', message: 'cannot be reached' }), 'database: cannot be reached')
})

test('an error of the configuration holds every fault, one a line', () => {
  const error = new ConfigError([
    { path: 'a', message: 'is missing' },
    { path: 'b', message: 'is missing' },
  ])
  assert.equal(error.faults.length, 2)
  assert.equal(error.message, 'a: is missing\nb: is missing')
})

test('anything that was thrown has a text', () => {
  assert.equal(messageOf(new SourceError('gone', { cause: new Error('x') })), 'gone')
  assert.equal(messageOf('plain'), 'plain')
  assert.equal(messageOf(undefined), 'undefined')
  assert.equal(
    messageOf(new AggregateError([new Error('over IPv6'), new Error('over IPv4')])),
    'over IPv6; over IPv4',
  )
})

test('what was thrown for a cause says the cause', () => {
  assert.equal(
    reasonOf(new TypeError('fetch failed', { cause: new Error('refused') })),
    'fetch failed: refused',
  )
  assert.equal(reasonOf(new Error('late')), 'late')
  assert.equal(reasonOf('plain'), 'plain')
})

test('what somebody else has thrown is a plain error of ours, with its words in a bearable length', () => {
  const loud = errorOf(new RangeError('x'.repeat(10_000)))
  assert.ok(!(loud instanceof RangeError))
  assert.equal(loud.message.length, 2000)
  assert.equal(errorOf('plain').message, 'plain')
})

describe('an optional part', () => {
  test('that is installed is not missing', () => {
    assert.equal(missingPart('OpenTelemetry', '@opentelemetry/sdk-node'), null)
  })

  test('that is not is named with what to do', () => {
    assert.deepEqual(missingPart('a part', '@nobody/has-this'), {
      message: 'a part is not installed',
      remedy: 'It comes with the optional packages: install slowburn without --omit=optional',
    })
  })
})

test('what a part has thrown is shown up to a length', () => {
  assert.equal(faultOf(new Error('out of order')), 'out of order')
  assert.equal(faultOf('x'.repeat(1e6)).length, 501)
})
