import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { WebDeps } from '../../../src/web/deps.ts'
import { readReply } from '../../../src/web/serve.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask, withWeb } from '../../support/web/web-http.ts'

const { views } = await fixture()

describe('a long answer', () => {
  test('is packed for whoever takes it packed, and is the same', async () => {
    await withWeb(depsOf(views), async url => {
      const plain = await ask(url)
      assert.equal(plain.headers['content-encoding'], undefined)
      const packed = await ask(url, { headers: { 'accept-encoding': 'gzip, br' } })
      assert.equal(packed.headers['content-encoding'], 'gzip')
      assert.equal(packed.headers.vary, 'Accept-Encoding')
      assert.equal(gunzipSync(packed.bytes).toString('utf8'), plain.body)
      assert.ok(packed.bytes.length * 3 < plain.bytes.length)
      const picture = await ask(`${url}mail/1/parts/chart%40slowburn`, {
        headers: { 'accept-encoding': 'gzip' },
      })
      assert.equal(picture.headers['content-encoding'], undefined)
    })
  })
})

describe('what a page answers', () => {
  test('is copied, with what is known of a reply alone', () => {
    const body = Buffer.from('x')
    const given = { type: 'image/png', body, status: 404, headers: { 'X-A': 'b' }, sandbox: true, more: 1 }
    const { more: _, ...known } = given
    assert.deepEqual(readReply(given), known)
    assert.equal(readReply(null), null)
  })

  test('is refused where it is no reply, with what is wrong with it', () => {
    const sound = { type: 'text/html', body: '' }
    for (const [answered, fault] of [
      [undefined, /its answer is no reply/],
      [{ body: '' }, /is of no type/],
      [{ ...sound, body: 7 }, /the body of its answer is no text/],
      [{ ...sound, status: '200' }, /the status of its answer is 200/],
      [{ ...sound, headers: 'X-A: b' }, /the headers of its answer are no object/],
      [{ ...sound, headers: { 'X-A': 7 } }, /the header X-A of its answer is no text/],
      [{ ...sound, headers: { 'X A': 'b' } }, /X A/],
      [{ ...sound, headers: { 'X-A': 'b\r\nX-B: c' } }, /X-A/],
    ] as const) {
      assert.throws(() => readReply(answered), fault)
    }
  })
})

test('who asks for a page waits until it is sent; who sends something does not', async () => {
  const heard: string[] = []
  const courtesy: WebDeps['courtesy'] = {
    wait: () => {
      heard.push('waits')
      return () => void heard.push('has it')
    },
  }
  await withWeb({ ...depsOf(views), courtesy }, async url => {
    await ask(url)
    await ask(`${url}nowhere`)
    await ask(url, { method: 'POST', body: '{}' })
  })
  assert.deepEqual(heard, ['waits', 'has it', 'waits', 'has it'])
})
