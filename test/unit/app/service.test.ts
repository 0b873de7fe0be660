import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { runService, type ServiceOptions } from '../../../src/app/service.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { ConfigError, StorageError } from '../../../src/core/errors.ts'
import { type Logger, silentLogger } from '../../../src/core/logger.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** A service that watches one push source in this process, and when its pages and its first tick were there. */
function prepared(folder: string, port = 0, more: { listen?: string; log?: Logger } = {}) {
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(folder)} }
listen: { port: ${port}, ${more.listen ?? 'probes: { port: 0 }'} }
tick: 1s
sources:
  - { name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task] }
`,
    {},
  )
  const listening = Promise.withResolvers<string>()
  const ticked = Promise.withResolvers<void>()
  const options: ServiceOptions = {
    config,
    clock: systemClock,
    log: more.log ?? silentLogger,
    demo: null,
    onProgress: () => {},
    onListening: listening.resolve,
    onFirstTick: ticked.resolve,
  }
  return { options, listening: listening.promise, ticked: ticked.promise }
}

/** Runs it until the test ends, or until it is told to stop. */
function running(t: TestContext, folder: string, more: Parameters<typeof prepared>[2] = {}) {
  const { options, listening, ticked } = prepared(folder, 0, more)
  const ending = new AbortController()
  const ended = runService(options, ending.signal)
  t.after(async () => {
    ending.abort()
    await ended
  })
  const failed = ended.then(() => assert.fail('it ended'))
  failed.catch(() => {})
  return {
    page: () => Promise.race([listening, failed]),
    ticked: () => Promise.race([ticked, failed]),
    stop: async () => {
      ending.abort()
      await ended
    },
  }
}

describe('the service', { timeout: 60_000 }, () => {
  test('answers once its pages can be reached, ticks, and is gone when it is told to stop', async t => {
    const folder = temporaryFolder(t)
    const service = running(t, folder)
    const page = await service.page()
    assert.equal((await fetch(`${page}healthz`)).status, 200)
    await service.ticked()
    assert.match(await (await fetch(`${page}metrics`)).text(), /^slowburn_up 1$|slowburn_build_info/m)
    await service.stop()
    await assert.rejects(fetch(`${page}healthz`))
    // Its lock is gone with it.
    openSqliteStore(folder).close()
  })

  test('answers probes over plain HTTP where its pages have TLS, and over TLS where that is asked for', async t => {
    const pem = join(import.meta.dirname, '../../golden/web')
    const file = join(temporaryFolder(t), 'web.yml')
    writeFileSync(file, `tls_server_config: { cert_file: ${pem}/server.pem, key_file: ${pem}/server.key }\n`)
    for (const tls of [false, true]) {
      let health = ''
      const info: Logger['info'] = (_message, fields) => {
        if (typeof fields?.health === 'string') health = fields.health
      }
      const listen = `web_config: ${file}, probes: { port: 0, tls: ${tls} }`
      const service = running(t, temporaryFolder(t), { listen, log: { ...silentLogger, info } })
      assert.match(await service.page(), /^https:/)
      if (tls) assert.match(health, /^https:/)
      else assert.equal((await fetch(health)).status, 200)
      await service.stop()
    }
  })

  test('refuses a data folder that another holds, in words', async t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    await assert.rejects(runService(prepared(folder).options, AbortSignal.timeout(20_000)), StorageError)
  })

  test('refuses a port that is in use, and lets go of its data folder again', async t => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    t.after(() => other.close())
    const { port } = other.address() as { port: number }
    const folder = temporaryFolder(t)
    await assert.rejects(runService(prepared(folder, port).options, AbortSignal.timeout(20_000)), ConfigError)
    openSqliteStore(folder).close()
  })
})
