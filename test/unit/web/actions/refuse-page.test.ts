import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import express, { type Response } from 'express'
import { refusePage, refuseWithoutSession } from '../../../../src/web/actions/refuse-page.ts'
import { listen } from '../../../../src/web/listen.ts'
import { ask } from '../../../support/web/web-http.ts'

async function answerOf(refuse: (response: Response) => void) {
  const app = express()
  app.use((_request, response) => refuse(response))
  const web = await listen(app, { host: '127.0.0.1', port: 0 })
  try {
    return await ask(web.url)
  } finally {
    await web.close()
  }
}

describe('the page of a refusal', () => {
  test('says what was wrong, that nothing was done, and shows what came from outside as text', async () => {
    const { status, body } = await answerOf(response => refusePage(response, 403, 'It is <b>not</b> yours.'))
    assert.equal(status, 403)
    assert.match(body, /<h1>Nothing was done<\/h1>/)
    assert.match(body, /It is &lt;b&gt;not&lt;\/b&gt; yours\./)
  })

  test('offers to sign in where there is no session', async () => {
    const { status, body } = await answerOf(refuseWithoutSession)
    assert.equal(status, 401)
    assert.match(body, /href="\/sign-in"/)
  })
})
