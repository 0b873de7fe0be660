// The addresses of one receiving source on a server of their own, and what became of it.
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import express from 'express'
import { ask, askLater } from '../../../src/pipeline/collect/ask.ts'
import { commitOf } from '../../../src/pipeline/collect/receive.ts'
import type { Route } from '../../../src/sources/source.ts'
import { sourceRouter } from '../../../src/web/api/source-routes.ts'
import { collecting } from '../facts/collecting.ts'
import { fakeReceiver } from '../facts/fake-receiver.ts'

export const NOW = Date.UTC(2026, 4, 1)
export const SECRET = { authorization: 'Bearer secret' }

export async function serveReceiver(
  t: TestContext,
  name: string,
  route: Partial<Route> = {},
  { commit, patience }: { commit?: () => never; patience?: number } = {},
) {
  const { store, deps, logged } = collecting(t, NOW)
  const source = fakeReceiver(name, route)
  const app = express()
  const counts = { unkept: 0, taken: 0, unknown: 0 }
  const unkept: string[] = []
  const receiver = {
    source,
    commit: commit ?? commitOf(source, deps),
    ask: <T>(call: () => T): T => ask(name, call, deps),
    askLater: <T, R>(call: () => PromiseLike<T> | T, read: (answer: T) => R): Promise<R> =>
      askLater(name, call, read, deps),
    onUnkept: (why: string) => {
      counts.unkept += 1
      unkept.push(why)
    },
    onUnknown: () => {
      counts.unknown += 1
    },
    onTaken: () => {
      counts.taken += 1
    },
  }
  app.use(sourceRouter(receiver, deps.log, patience))
  const server = app.listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const post = (body: string, headers: Record<string, string> = SECRET, path = '/facts') =>
    fetch(`http://127.0.0.1:${port}/ingest/${encodeURIComponent(name)}${path}`, {
      method: 'POST',
      body,
      headers,
    })
  return { store, logged, post, port, counts, unkept }
}
