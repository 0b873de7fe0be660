import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import * as z from 'zod'
import { serviceClient } from '../../../../src/cli/client/service-client.ts'
import { SERVICE_FILE, TOKEN_FILE } from '../../../../src/storage/control-files.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const SHAPE = z.object({ authorization: z.string().nullable(), method: z.string() })

/** A data folder whose service answers with what it was asked, or with the status and body given. */
async function folderOf(t: TestContext, answer?: { status: number; body: string }): Promise<string> {
  const folder = temporaryFolder(t)
  const server = createServer((request, response) => {
    const { authorization = null } = request.headers
    response.statusCode = answer?.status ?? 200
    response.end(answer?.body ?? JSON.stringify({ authorization, method: request.method }))
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  writeFileSync(join(folder, SERVICE_FILE), JSON.stringify({ url }))
  writeFileSync(join(folder, TOKEN_FILE), 'the token\n')
  return folder
}

const clientOf = (data: string) => serviceClient({ config: 'none.yml', data })

test('it finds the service and its token in the data folder', async t => {
  const client = clientOf(await folderOf(t))
  const token = { authorization: 'Bearer the token' }
  assert.deepEqual(await client.get('api/v1/x', SHAPE), { ...token, method: 'GET' })
  assert.deepEqual(await client.post('api/v1/x', {}, SHAPE), { ...token, method: 'POST' })
})

test('what the service refuses is said in its words', async t => {
  const body = JSON.stringify({ error: { detail: 'no alert begins with 5f0c' } })
  const client = clientOf(await folderOf(t, { status: 404, body }))
  await assert.rejects(client.get('api/v1/x', SHAPE), /^Error: no alert begins with 5f0c$/)
})

test('an answer of something else asks whether it is another version', async t => {
  const client = clientOf(await folderOf(t, { status: 200, body: '<html>' }))
  await assert.rejects(client.get('api/v1/x', SHAPE), /answered 200, and not as this slowburn does/)
})

test('without a running service it says so, and what to do', t => {
  assert.throws(
    () => clientOf(temporaryFolder(t)),
    /No slowburn runs on the data folder .*: start it with slowburn start/,
  )
})

test('a service file that says nothing is named', t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, SERVICE_FILE), 'not json')
  assert.throws(() => clientOf(folder), /does not say where slowburn listens/)
})

test('a certificate without its key is refused', async t => {
  const data = await folderOf(t)
  assert.throws(
    () => serviceClient({ config: 'none.yml', data, cert: 'a.pem' }),
    /give both --cert and --key/,
  )
})
