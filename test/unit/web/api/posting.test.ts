import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { STATUS } from '../../../../src/web/api/posting.ts'
import { controlOn, plantDrift, viewsOn } from '../../../support/alerts/acting.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'

test('what acts wants JSON of a bounded size, a name and a thing that is there; nothing else changes anything', async t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = await plantDrift(store, NOW)
  const clock = manualClock(NOW)
  const control = controlOn(store, clock, TOKEN)
  await withWeb(depsOf(viewsOn(store, clock), { clock, control }), async url => {
    const post = async (path: string, body: string, type = 'application/json') => {
      const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': type }
      return (await ask(url + path, { method: 'POST', headers, body })).status
    }
    const acknowledge = `api/v1/alerts/${id}/acknowledge`
    assert.equal(await post('api/v1/alerts/nothing/acknowledge', '{"by":"ann"}'), STATUS.unknown)
    assert.equal(await post(acknowledge, '{}'), STATUS.invalid)
    assert.equal(await post(acknowledge, '{"by":"ann"}', 'text/plain'), 415)
    assert.equal(await post(acknowledge, JSON.stringify({ by: 'ann', note: 'x'.repeat(17_000) })), 413)
    assert.equal(await post(acknowledge, '{"by":'), 400)
    assert.deepEqual(store.history.list(10), [])
    assert.equal(await post(acknowledge, '{"by":"ann"}'), 200)
    assert.equal(store.history.list(10).length, 1)
  })
})
