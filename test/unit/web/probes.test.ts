import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listen } from '../../../src/web/listen.ts'
import { createProbes } from '../../../src/web/probes.ts'
import { ADMIN, depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask } from '../../support/web/web-http.ts'

const { views } = await fixture()

async function withProbes(deps: Parameters<typeof createProbes>[0], use: (url: string) => Promise<void>) {
  const probes = await listen(createProbes(deps), { host: '127.0.0.1', port: 0 })
  try {
    await use(probes.url)
  } finally {
    await probes.close()
  }
}

describe('the listener for probes', () => {
  test('has the metrics and the health, and nothing else', async () => {
    await withProbes(depsOf(views), async url => {
      assert.equal((await ask(`${url}healthz`)).body, 'alive\n')
      assert.equal((await ask(`${url}readyz`)).body, 'ready\n')
      assert.equal((await ask(`${url}metrics`)).body, 'up 1\n')
      for (const path of ['nothing', 'metrics/x']) assert.equal((await ask(url + path)).status, 404, path)
      for (const path of ['', 'alerts', 'api/v1/alerts', 'mail/1']) {
        assert.notEqual((await ask(url + path)).status, 200, path)
      }
      assert.equal((await ask(`${url}healthz`, { method: 'POST' })).status, 405)
    })
  })

  test('asks nobody to log in for the health, and everybody for the metrics who must elsewhere', async () => {
    await withProbes(depsOf(views, { access: { ...ADMIN.access, anonymous: 'none' } }), async url => {
      assert.equal((await ask(`${url}healthz`)).status, 200)
      assert.equal((await ask(`${url}metrics`)).status, 401)
      assert.equal((await ask(`${url}metrics`, { headers: ADMIN.headers })).status, 200)
    })
  })

  test('says why it is not ready', async () => {
    const health = () => ({ lastTickAt: null, staleAfter: 1, faults: [] })
    await withProbes(depsOf(views, { health }), async url => {
      const { status, body } = await ask(`${url}readyz`)
      assert.equal(status, 503)
      assert.match(body, /^first_tick_pending: /)
    })
  })
})
