import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Reloading, runReloading } from '../../../src/app/reload.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { type Logger, silentLogger } from '../../../src/core/logger.ts'

/** Configurations are names; one that begins with `bad` cannot be started. */
function service(configurations: ReadonlyArray<string | Error>) {
  const happened: string[] = []
  const waiting: Array<() => void> = []
  const stop = new AbortController()
  let reload = (): void => {}
  let loaded = 0
  const happen = (what: string): void => {
    happened.push(what)
    for (const wake of waiting.splice(0)) wake()
  }
  const log: Logger = {
    ...silentLogger,
    error: (message, fields) => happen(`${message}: ${fields?.fault}`),
  }
  const reloading: Reloading<string> = {
    load() {
      const next = configurations[loaded++] ?? assert.fail('nothing else is loaded')
      if (next instanceof Error) throw next
      return next
    },
    async run(config, signal, started) {
      happen(`start ${config}`)
      if (config.startsWith('bad')) throw new Error('the port is in use')
      started()
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        if (signal.aborted) resolve()
      })
      happen(`end ${config}`)
    },
    onReload: wish => {
      reload = wish
    },
    notify: state => happen(state),
    log,
  }
  const until = async (what: string): Promise<void> => {
    while (happened.at(-1) !== what) await new Promise<void>(wake => waiting.push(wake))
  }
  return {
    happened,
    until,
    reload: () => reload(),
    stop: () => stop.abort(new Error('stop')),
    run: (first: string) => runReloading(first, reloading, stop.signal),
  }
}

describe('a reload', () => {
  test('ends what runs, and then starts the new configuration', async () => {
    const { run, until, reload, stop, happened } = service(['b'])
    const running = run('a')
    await until('ready')
    reload()
    await until('ready')
    stop()
    await running
    assert.deepEqual(happened, [
      'start a',
      'ready',
      'reloading',
      'end a',
      'start b',
      'ready',
      'stopping',
      'end b',
    ])
  })

  test('of a configuration that is not valid changes nothing, and says why', async () => {
    const fault = new ConfigError([{ path: 'tick', line: 3, message: '"soon" is not a duration' }])
    const { run, until, reload, stop, happened } = service([fault, 'b'])
    const running = run('a')
    await until('ready')
    reload()
    reload()
    await until('ready')
    stop()
    await running
    assert.deepEqual(happened.slice(0, 5), [
      'start a',
      'ready',
      'configuration is not reloaded; the old one goes on: line 3, tick: "soon" is not a duration',
      'reloading',
      'end a',
    ])
  })

  test('of one that cannot be started goes back to the old one', async () => {
    const { run, until, reload, stop, happened } = service(['bad', 'c'])
    const running = run('a')
    await until('ready')
    reload()
    await until('ready')
    reload()
    await until('ready')
    stop()
    await running
    assert.deepEqual(
      happened.filter(what => /^start|goes on/.test(what)),
      [
        'start a',
        'start bad',
        'the new configuration cannot be started; the old one goes on: the port is in use',
        'start a',
        'start c',
      ],
    )
  })

  test('is not tried where the first start fails', async () => {
    await assert.rejects(service([]).run('bad'), /the port is in use/)
  })
})
