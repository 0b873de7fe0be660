import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
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
