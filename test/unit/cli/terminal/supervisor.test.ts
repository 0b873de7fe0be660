import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSupervisor } from '../../../../src/cli/terminal/supervisor.ts'

describe('a supervisor', () => {
  test('is told nothing where there is none', () => {
    createSupervisor({}, () => assert.fail('there is nobody')).notify('ready')
  })

  test('is told when the service is ready, reloads and stops', () => {
    const words: string[] = []
    const { notify } = createSupervisor({ NOTIFY_SOCKET: '/run/x' }, one => void words.push(one))
    for (const state of ['ready', 'reloading', 'stopping'] as const) notify(state)
    assert.deepEqual(words, ['READY=1', 'RELOADING=1', 'STOPPING=1'])
  })

  test('is told at once and twice in each watchdog interval that the event loop turns', t => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const words: string[] = []
    createSupervisor({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '60000000' }, one => void words.push(one))
    t.mock.timers.tick(60_000)
    assert.deepEqual(words, ['WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1'])
  })
})
