import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WebDeps } from '../../../src/web/deps.ts'
import { members } from '../../../src/web/pages/members.ts'
import { ADMIN, depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { type Answered, ask, withWeb } from '../../support/web/web-http.ts'

const { views } = await fixture()

/** As an administrator asks. */
const get = (path: string, deps: WebDeps): Promise<Answered> =>
  withWeb({ ...deps, access: ADMIN.access }, url => ask(url + path, { headers: ADMIN.headers }))

test('a page whose path cannot be served is left out and named, and every other one is served', async t => {
  const page = members.find(({ path }) => path === '/series')
  assert.ok(page !== undefined)
  const { path } = page
  Object.assign(page, { path: '/series/:' })
  t.after(() => Object.assign(page, { path }))
  const failed: string[] = []
  const deps = depsOf(views, {
    askPage: async (name, work) => {
      try {
        return await work()
      } catch (error) {
        failed.push(`${name}: ${error instanceof Error ? error.message : ''}`)
        throw error
      }
    },
  })
  assert.equal((await get('series', deps)).status, 404)
  assert.equal((await get('series/1', deps)).status, 200)
  assert.match(failed.join(), /^\/series\/:: its path cannot be served: /)
})
