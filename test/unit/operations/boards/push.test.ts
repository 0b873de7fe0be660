import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ServerAddress, serverAddress } from '../../../../src/core/secrets/server-address.ts'
import { pushBoard } from '../../../../src/operations/boards/push.ts'
import { serve } from '../../../support/exposition/prometheus.ts'

const BOARD = { file: 'toys.json', title: 'Toys', text: '{"uid": "toys", "title": "Toys"}' }
const TOKEN = 'glsa_secret'

function serverOf(text: string, token: string | null = TOKEN): ServerAddress {
  const server = serverAddress(text, token)
  assert.ok(server !== null)
  return server
}

test('a board is handed to the API below the path of its proxy, in the place of the one of its uid', async t => {
  const taken: unknown[] = []
  const address = await serve(t, async (request, response) => {
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk as Buffer)
    taken.push(
      request.method,
      request.url,
      request.headers.authorization,
      JSON.parse(Buffer.concat(body).toString()),
    )
    response.end('{"status": "success", "uid": "toys", "url": "/grafana/d/toys/toys"}')
  })
  const grafana = { server: serverOf(`http://${address}/grafana`), folder: 'drift' }
  assert.equal(await pushBoard(grafana, BOARD), `http://${address}/grafana/d/toys/toys`)
  assert.deepEqual(taken, [
    'POST',
    '/grafana/api/dashboards/db',
    `Bearer ${TOKEN}`,
    {
      dashboard: { uid: 'toys', title: 'Toys', id: null },
      overwrite: true,
      message: 'slowburn dashboards --push',
      folderUid: 'drift',
    },
  ])
})

test('a refusal is an error that says what Grafana said, and never the token; a redirect is not followed', async t => {
  let [status, text] = [403, `{"message": "${TOKEN} may not"}`]
  const address = await serve(t, (_request, response) => {
    response.writeHead(status, { Location: 'http://127.0.0.1:9/' }).end(text)
  })
  const push = () => pushBoard({ server: serverOf(`http://${address}`), folder: null }, BOARD)
  await assert.rejects(push(), /does not take "Toys": 403 \{"message": "\*\*\* may not"\}$/)
  ;[status, text] = [302, '']
  await assert.rejects(push(), /does not take "Toys": 302/)
})

test('a Grafana that is not there is named, and why', async () => {
  const push = pushBoard({ server: serverOf('http://127.0.0.1:2'), folder: null }, BOARD)
  await assert.rejects(push, /^Error: http:\/\/127\.0\.0\.1:2\/ cannot be reached: .*ECONNREFUSED/)
})

for (const [what, text] of [
  ['a page to sign in on', '<!DOCTYPE html><title>Sign in</title>'],
  ['an answer that breaks off', '{"uid": "toys", "url": "/d/to'],
  ['an answer about another board', '{"status": "success", "uid": "others", "url": "/d/others/x"}'],
  ['no word', ''],
] as const) {
  test(`${what} is no Grafana that has taken the board`, async t => {
    const address = await serve(t, (_request, response) => void response.end(text))
    const push = pushBoard({ server: serverOf(`http://${address}`), folder: null }, BOARD)
    await assert.rejects(push, /does not take "Toys": it answers as no Grafana does: 200/)
  })
}

for (const url of ['//evil.example/d/toys', '/\\\\evil.example/d/toys', 'https://evil.example/', 7]) {
  test(`an address elsewhere (${url}) is not passed on`, async t => {
    const text = JSON.stringify({ status: 'success', uid: 'toys', url })
    const address = await serve(t, (_request, response) => void response.end(text))
    const server = serverOf(`http://${address}/grafana`)
    assert.equal(await pushBoard({ server, folder: null }, BOARD), `http://${address}/grafana`)
  })
}

test('a user and a password in the address are shown to Grafana, and to nobody else', async t => {
  const shown: unknown[] = []
  const address = await serve(t, (request, response) => {
    shown.push(request.headers.authorization, request.url)
    response.writeHead(401).end('hunter2 is wrong')
  })
  const server = serverOf(`http://ann:hunter2@${address}/grafana/`, null)
  await assert.rejects(pushBoard({ server, folder: null }, BOARD), error => {
    assert.match(
      String(error),
      /^Error: http:\/\/127\.0\.0\.1:\d+\/grafana\/ does not take "Toys": 401 \*\*\* is wrong$/,
    )
    return true
  })
  const basic = Buffer.from('ann:hunter2').toString('base64')
  assert.deepEqual(shown, [`Basic ${basic}`, '/grafana/api/dashboards/db'])
})
