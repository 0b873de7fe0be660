import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushBoard } from '../../../../src/operations/boards/push.ts'
import { serve } from '../../../support/exposition/prometheus.ts'

const BOARD = { file: 'toys.json', title: 'Toys', text: '{"uid": "toys", "title": "Toys"}' }
const TOKEN = 'glsa_secret'

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
  const grafana = { url: `http://${address}/grafana`, token: TOKEN, folder: 'drift' }
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
    response.writeHead(status, { Location: 'http://127.0.0.1:2/' }).end(text)
  })
  const push = () => pushBoard({ url: `http://${address}`, token: TOKEN, folder: null }, BOARD)
  await assert.rejects(push(), /does not take "Toys": 403 \{"message": "\*\*\* may not"\}$/)
  ;[status, text] = [302, '']
  await assert.rejects(push(), /does not take "Toys": 302/)
})

test('what answers well and is no Grafana, as the page of a log-in before one, has taken no board', async t => {
  let text = '<!DOCTYPE html><title>Sign in</title>'
  const address = await serve(t, (_request, response) => void response.end(text))
  const push = () => pushBoard({ url: `http://${address}`, token: TOKEN, folder: null }, BOARD)
  await assert.rejects(
    push(),
    /^Error: http:\S+ does not take "Toys": it answers as no Grafana does: 200 <!DOCTYPE html><title>Sign in/,
  )
  text = ''
  await assert.rejects(push(), /it answers as no Grafana does: 200$/)
  text = '{"uid": "toys", "status": "success"}'
  assert.equal(await push(), `http://${address}/`)
})

test('a Grafana that is not there is named, and why', async () => {
  const push = pushBoard({ url: 'http://127.0.0.1:2', token: TOKEN, folder: null }, BOARD)
  await assert.rejects(push, /^Error: http:\/\/127\.0\.0\.1:2 cannot be reached: .*ECONNREFUSED/)
})
