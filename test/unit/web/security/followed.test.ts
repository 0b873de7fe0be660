import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { hashSync } from 'bcryptjs'
import type { WebDeps } from '../../../../src/web/deps.ts'
import { listen } from '../../../../src/web/listen.ts'
import { createProbes } from '../../../../src/web/probes.ts'
import { parsePasswordHash } from '../../../../src/web/security/passwords/hash.ts'
import { NO_WEB_CONFIG, type WebConfig } from '../../../../src/web/security/web-config.ts'
import { createWeb } from '../../../../src/web/server.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask } from '../../../support/web/web-http.ts'

const { views } = await fixture()

async function served(t: TestContext, create: typeof createWeb | typeof createProbes) {
  const listeners: Array<(now: WebConfig) => void> = []
  const deps: WebDeps = { ...depsOf(views), onWebConfig: changed => void listeners.push(changed) }
  const web = await listen(create(deps), { host: '127.0.0.1', port: 0 })
  t.after(() => web.close())
  return {
    asked: (path: string) => ask(web.url + path),
    says: (now: Partial<WebConfig>) => {
      for (const changed of listeners) changed({ ...NO_WEB_CONFIG, ...now })
    },
  }
}

describe('a web configuration file that changes', () => {
  for (const [name, create] of Object.entries({ 'the pages': createWeb, 'the probes': createProbes })) {
    test(`changes headers and users of ${name} from the next answer on`, async t => {
      const { asked, says } = await served(t, create)
      const answered = async () => {
        const { status, headers } = await asked('metrics')
        return [status, headers['x-xss-protection']]
      }
      assert.deepEqual(await answered(), [200, undefined])
      const hash = parsePasswordHash(hashSync('secret', 4))
      assert.ok(hash)
      says({ users: new Map([['alice', hash]]), headers: { 'X-XSS-Protection': '1' } })
      assert.deepEqual(await answered(), [401, '1'])
      says({})
      assert.deepEqual(await answered(), [200, undefined])
    })
  }

  test('bounds requests anew, and leaves off again', async t => {
    const { asked, says } = await served(t, createWeb)
    const status = async (): Promise<number> => (await asked('healthz')).status
    says({ rateLimit: { interval: 3_600_000, burst: 1 } })
    assert.deepEqual([await status(), await status()], [200, 429])
    says({ rateLimit: { interval: 3_600_000, burst: 2 } })
    assert.deepEqual([await status(), await status(), await status()], [200, 200, 429])
    says({})
    assert.equal(await status(), 200)
  })
})
