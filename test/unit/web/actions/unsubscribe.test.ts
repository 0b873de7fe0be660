import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unsubscribePath } from '../../../../src/web/actions/unsubscribe.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { type Answered, type Asked, ask, withWeb } from '../../../support/web/web-http.ts'

const KEY = Buffer.alloc(32, 7)
const PATH = unsubscribePath(KEY, 'weekly', 'ann@example.org')
const { views } = await fixture()

function withLeaving(
  use: (asked: (path: string, options?: Asked) => Promise<Answered>, left: string[]) => Promise<void>,
): Promise<void> {
  const left: string[] = []
  const unsubscribing = {
    key: KEY,
    leave: (digest: string, who: string) => void left.push(`${digest} ${who}`),
  }
  return withWeb(depsOf(views, { unsubscribing }), url =>
    use((path, options) => ask(`${url}${path.slice(1)}`, options), left),
  )
}

function post(body: string, type = 'application/x-www-form-urlencoded'): Asked {
  return { method: 'POST', headers: { 'Content-Type': type }, body }
}

describe('leaving a report', () => {
  test('takes what a mail program posts for one click, and no more', () =>
    withLeaving(async (asked, left) => {
      const answer = await asked(PATH, post('List-Unsubscribe=One-Click'))
      assert.equal(answer.status, 200)
      assert.match(answer.body, /weekly is no longer sent to you/)
      assert.deepEqual(left, ['weekly ann@example.org'])
    }))

  test('is not done by opening the link, by any other post, or by a link that is not ours', () =>
    withLeaving(async (asked, left) => {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, body } = await asked(PATH, { method })
        assert.ok(status === 200 ? !body.includes('<form') : status === 405, `${method} ${status}`)
      }
      const forged = PATH.replace(/.$/, last => (last === 'A' ? 'B' : 'A'))
      const other = unsubscribePath(Buffer.alloc(32, 8), 'weekly', 'ann@example.org')
      for (const [path, asking] of [
        [PATH, post('')],
        [PATH, post('List-Unsubscribe=Yes')],
        [PATH, post('{"List-Unsubscribe":"One-Click"}', 'application/json')],
        [forged, post('List-Unsubscribe=One-Click')],
        [other, post('List-Unsubscribe=One-Click')],
        ['/leave/x', post('List-Unsubscribe=One-Click')],
        [`/leave/${'x'.repeat(5000)}`, post('List-Unsubscribe=One-Click')],
      ] as const) {
        const { status } = await asked(path, asking)
        assert.ok(status === 400 || status === 404, String(status))
      }
      assert.deepEqual(left, [])
    }))
})
