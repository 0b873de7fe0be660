import assert from 'node:assert/strict'
import { test } from 'node:test'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()

test('the previews show the first kind unless one is named, and nothing for a kind that is none', async () => {
  await withWeb(depsOf(views), async url => {
    assert.match((await ask(`${url}preview`)).body, /aria-current="page">slope</)
    assert.match((await ask(`${url}preview/summary`)).body, /aria-current="page">summary</)
    assert.equal((await ask(`${url}preview/none`)).status, 404)
    assert.equal((await ask(`${url}preview/summary/else`)).status, 404)
  })
})

test('a preview is shown as the mailbox shows a message: in a sandbox, with both its charts', async () => {
  await withWeb(depsOf(views), async url => {
    const { headers, body } = await ask(`${url}preview/slope/html`)
    assert.match(String(headers['content-security-policy']), /^sandbox/)
    for (const [, path = ''] of body.matchAll(/src="(\/preview\/[^"]+)"/g)) {
      assert.equal((await ask(new URL(path, url).href)).headers['content-type'], 'image/png')
    }
    assert.equal([...body.matchAll(/src="\/preview\//g)].length, 2)
  })
})
