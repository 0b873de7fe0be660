// The client against a running slowburn that is slow, refuses, loses answers, is killed and comes back: every event that was not
// dropped is kept once, and what was dropped is counted at both ends.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from '../../src/client/client.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { installed } from '../support/sources/installed.ts'

const TOKEN = 'a-token-of-twenty-letters'
const MOST_WAITING = 2000

type Fault = (response: ServerResponse, forward: () => Promise<void>) => Promise<void> | void

/** What becomes of the next messages, one after the other. */
const FAULTS: Readonly<Record<string, Fault>> = {
  busy: response => void response.writeHead(429, { 'Retry-After': '1' }).end(),
  unavailable: response => void response.writeHead(503).end('<html>bad gateway</html>'),
  slow: async (_response, forward) => {
    await wait(1500)
    await forward()
  },
  // slowburn keeps the message, and nobody hears of it.
  'answer lost': async (response, forward) => {
    response.write = () => true
    response.end = () => response.destroy()
    await forward()
  },
  'cut off': response => void response.destroy(),
}

/** Stands between the client and slowburn, wherever that is. */
async function proxy(t: TestContext, faults: Fault[]) {
  const at = { page: '' }
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const forward = (): Promise<void> => forwarded(at.page, incoming, Buffer.concat(chunks), response)
    const fault = faults.shift()
    await (fault === undefined ? forward() : fault(response, forward))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { at, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest/app` }
}

function forwarded(
  page: string,
  { url = '', headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  return new Promise(resolve => {
    const onward = request(new URL(url, page), { method: 'POST', headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.on('data', chunk => response.write(chunk))
      answer.on('end', () => {
        response.end()
        resolve()
      })
    })
    onward.on('error', () => {
      response.destroy()
      resolve()
    })
    onward.end(body)
  })
}

test('a platform that goes on while slowburn is slow, refuses, is killed and comes back loses what it is said to lose', async t => {
  const { data, start } = installed(t, `[{ name: app, type: push, token: ${TOKEN}, feeds: [task, depth] }]`)
  const faults = Object.values(FAULTS)
  const between = await proxy(t, faults)
  const problems: string[] = []
  const client = createClient({
    url: between.url,
    token: TOKEN,
    mostWaiting: MOST_WAITING,
    onProblem: one => problems.push(one),
  })
  let given = 0
  const give = (events: number): void => {
    for (let i = 0; i < events; i++) {
      given += 1
      if (given % 2 === 0) client.queued({ type: 'build', id: given })
      else client.gauge('depth', given)
    }
  }

  const first = await start()
  between.at.page = first.page
  while (faults.length > 0) {
    // Few enough that they have room, however slowly this goes.
    if (given < 500) give(20)
    await wait(100)
  }
  give(1500)
  const flushed = client.flush({ timeoutMs: 30_000 })
  await wait(30)
  await first.running.end('SIGKILL')
  await flushed
  assert.equal(client.figures().dropped, 0)
  give(2 * MOST_WAITING)
  const { dropped } = client.figures()
  assert.ok(dropped > 0 && dropped <= 2 * MOST_WAITING, `${dropped}`)

  const second = await start()
  between.at.page = second.page
  assert.equal(await client.close({ timeoutMs: 60_000 }), true)

  const { accepted, duplicates, refused, invalid } = client.figures()
  assert.deepEqual([refused, invalid], [0, 0])
  // Some messages of before the kill were kept and never answered.
  assert.ok(duplicates > 0)
  assert.equal(accepted + duplicates + dropped, given)
  const metrics = await (await fetch(new URL('metrics', second.page))).text()
  const counted = /^slowburn_source_refused_events_total\{source="app",reason="dropped"\} (\d+)$/m.exec(
    metrics,
  )
  assert.equal(counted?.[1], String(dropped))
  await second.running.end('SIGTERM')
  const store = openSqliteStore(data)
  t.after(() => store.close())
  assert.equal(store.lifecycles.keptCount(), given - dropped)
  assert.ok(problems.length > 0)
  assert.doesNotMatch(problems.join(), new RegExp(TOKEN))
})
