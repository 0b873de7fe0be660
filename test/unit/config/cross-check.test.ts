import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { ConfigError, formatFault } from '../../../src/core/errors.ts'

const SOURCE = 'sources:\n  - { name: app, type: push, token: 0123456789abcdef, feeds: [task] }\n'

function faultsIn(more: string): string[] {
  try {
    parseConfig(`${SOURCE}${more}`, {})
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults.map(formatFault)
  }
}

test('two sources of one name are a fault', () => {
  const twice = '  - { name: app, type: push, token: 0123456789abcdef, feeds: [claim] }\n'
  assert.match(faultsIn(twice).join(), /line 3, sources\.1\.name: duplicate name "app"/)
})

test('an indicator that nobody knows is a fault, in a rule and among the settings', () => {
  const rule = 'rules: [{ name: a, indicators: [task_spleen] }]\n'
  assert.match(
    faultsIn(rule).join(),
    /rules\.0\.indicators\.0: no indicator is named "task_spleen"\. Known: /,
  )
  assert.match(
    faultsIn('indicators: { task_spleen: {} }\n').join(),
    /indicators\.task_spleen: no such indicator/,
  )
  assert.match(
    faultsIn('indicators: { task_failure_rat: {} }\n').join(),
    /no such indicator\. Did you mean task_failure_rate\? Known: /,
  )
  assert.deepEqual(faultsIn('rules: [{ name: a, indicators: ["task_*"] }]\n'), [])
})

test('a tick shorter than a second is a fault', () => {
  assert.deepEqual(faultsIn('tick: 100ms\n'), ['line 3, tick: is shorter than 1s. Use 15s or more'])
})

test('a group for a socket that is not there is a fault', () => {
  assert.deepEqual(faultsIn('listen: { socket_group: www-data }\n'), [
    'line 3, listen.socket_group: stands without a socket. Add listen.socket, or remove it',
  ])
  assert.deepEqual(faultsIn('listen: { socket: /run/web.sock, socket_group: 33 }\n'), [])
})
