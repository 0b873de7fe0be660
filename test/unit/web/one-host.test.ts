import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { listen } from '../../../src/web/listen.ts'
import { createWeb } from '../../../src/web/server.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'

const { views } = await fixture()

/** The first line of the answer. */
async function answerTo(t: TestContext, headers: readonly string[]): Promise<string> {
  const web = await listen(createWeb(depsOf(views)), { host: '127.0.0.1', port: 0 })
  t.after(() => web.close())
  const socket = connect(web.port, '127.0.0.1')
  socket.end(['GET /healthz HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n'))
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text.split('\r\n')[0] ?? ''
}

for (const second of ['Host: evil.example', 'hOST: localhost', 'Host:']) {
  test(`a request with a second Host header (${second}) is answered 400`, async t => {
    assert.match(await answerTo(t, ['Host: localhost', second]), / 400 /)
  })
}

test('a request with one is answered, and one with none is not', async t => {
  assert.match(await answerTo(t, ['Host: localhost', 'X-Host: localhost']), / 200 /)
  assert.match(await answerTo(t, []), / 400 /)
})
