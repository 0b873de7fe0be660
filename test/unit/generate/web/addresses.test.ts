// Every address that answers readers is documented, and no other: the lists are compared with the routes of the web side.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Express } from 'express'
import { ADDRESSES, written } from '../../../../generate/web/addresses.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { createRollouts } from '../../../../src/operations/rollouts.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { members } from '../../../../src/web/pages/members.ts'
import { createWeb } from '../../../../src/web/server.ts'
import { controlOn, viewsOn } from '../../../support/alerts/acting.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { ROOT } from '../../../support/process/checkout.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { NOW } from '../../../support/web/moment.ts'

/** What the pages themselves are made of. */
const PARTS_OF_PAGES = /^\/(?:icon\.svg|style[\w.-]*)$/

/** The paths that answer GET, those of its own forms and links apart, as Express keeps them. */
function readablePaths(t: TestContext): string[] {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const askGate = async () => ({ verdict: 'pass' as const, body: {} })
  const rollouts = createRollouts({ rollouts: [], store, clock })
  const control = { ...controlOn(store, clock, 'the control token'), rollouts }
  const web: Express = createWeb(depsOf(viewsOn(store, clock), { control, askGate }))
  return web.router.stack.flatMap(({ route }) =>
    route?.stack.some(({ method }) => method === 'get') ? [route.path] : [],
  )
}

test('every page and every address beside them is in the list of pages, and answers', t => {
  const paths = readablePaths(t).filter(path => !path.startsWith('/api/') && !PARTS_OF_PAGES.test(path))
  assert.ok(paths.length > 12)
  assert.deepEqual(paths.sort(), [...members.map(({ path }) => path), ...Object.keys(ADDRESSES)].sort())
})

test('every address of the API that reads is in the table of the page about it, and answers', t => {
  const page = readFileSync(join(ROOT, 'docs/reference/pages-and-api.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `(\/api\/v1\/[^`?]+)/gm)].map(([, path = '']) => path)
  const paths = readablePaths(t).filter(path => path.startsWith('/api/'))
  assert.ok(paths.length > 8)
  assert.deepEqual(documented.sort(), paths.map(written).sort())
})
