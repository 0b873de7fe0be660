import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AnewDeps, createAnew } from '../../../../src/app/containment/start-anew.ts'
import { linesOf } from '../../../support/log.ts'

/** A process that notes what becomes of it. */
function starting({ env = {}, ...more }: Partial<AnewDeps> & { env?: Record<string, string> } = {}) {
  const { log, lines } = linesOf()
  const replaced: unknown[][] = []
  const ended: unknown[] = []
  const stopping = new AbortController()
  const process = {
    env,
    execPath: globalThis.process.execPath,
    execArgv: ['--one'],
    argv: [globalThis.process.execPath, '/bin/slowburn', 'start'],
    argv0: 'node',
    execve: (...given: unknown[]) => void replaced.push(given),
    exit: (code: unknown) => void ended.push(code),
  } as never
  const patience = { sending: 300, ending: 300 }
  const anew = createAnew({
    process,
    load: () => undefined,
    stopping: stopping.signal,
    log,
    patience,
    ...more,
  })
  return { anew, lines, replaced, ended, stopping, env }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10))
}

describe('starting anew in place', { timeout: 20_000 }, () => {
  test('waits for what is being sent and for the end of the service', async () => {
    const { anew, replaced } = starting({ env: { PATH: '/bin' } })
    let isSent = false
    assert.equal(
      anew.begin(() => isSent),
      null,
    )
    assert.ok(anew.isUnderWay())
    const running = Promise.withResolvers<void>()
    void anew.after(running.promise)
    await new Promise(resolve => setTimeout(resolve, 150))
    assert.ok(!anew.signal.aborted)
    isSent = true
    await until(() => anew.signal.aborted)
    assert.deepEqual(replaced, [])
    running.resolve()
    await until(() => replaced.length > 0)
    const args = ['node', '--one', '/bin/slowburn', 'start']
    assert.deepEqual(replaced, [[process.execPath, args, { PATH: '/bin' }]])
  })

  test('waits for neither longer than a bound', async () => {
    const { anew, replaced } = starting()
    void anew.after(new Promise(() => undefined))
    anew.begin(() => false)
    await until(() => replaced.length > 0)
  })

  test('is impossible without execve, without the program, and with a configuration that cannot be used', () => {
    const without = { env: {}, execPath: '/nowhere/node', execArgv: [], argv: [], argv0: 'node' }
    const faults = [
      starting({ process: without as never }),
      starting({ process: { ...without, execve: () => undefined } as never }),
      starting({
        load: () => {
          throw new Error('line 3 is wrong')
        },
      }),
    ].map(({ anew }) => anew.begin(() => true))
    assert.match(faults[0] ?? '', /cannot replace its process/)
    assert.match(faults[1] ?? '', /\/nowhere\/node/)
    assert.match(faults[2] ?? '', /line 3 is wrong/)
  })

  test('does not happen where a person ends slowburn meanwhile', async () => {
    const { anew, replaced, stopping } = starting()
    const after = anew.after(Promise.resolve())
    anew.begin(() => false)
    stopping.abort()
    await after
    assert.deepEqual(replaced, [])
  })

  test('without it, the end of the service is the end, and its fault the fault', async () => {
    const { anew } = starting()
    await anew.after(Promise.resolve())
    await assert.rejects(anew.after(Promise.reject(new Error('no port'))), /no port/)
  })
})
