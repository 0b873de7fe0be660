// A web server on loopback that answers as told and keeps what it was sent.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface TestHttp {
  url: string
  received: Received[]
  /** Resolves once something has been received; at once where something has. */
  next(): Promise<void>
  /** What to answer; `null`: never. */
  status: number | null
  close(): Promise<void>
}

export async function startHttp(status: number | null = 200): Promise<TestHttp> {
  const waiting: Array<() => void> = []
  const state: TestHttp = {
    url: '',
    received: [],
    next: () =>
      state.received.length > 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve)),
    status,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = request
    for (const wake of waiting.splice(0)) wake()
    state.received.push({ method, path, headers, body: Buffer.concat(chunks) })
    if (state.status === null) return
    const location = state.status >= 300 && state.status < 400 ? { location: '/elsewhere' } : {}
    response.writeHead(state.status, location).end('answer')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return state
}

/** One that is closed when the test ends. */
export async function serverFor(t: TestContext, status: number | null = 200): Promise<TestHttp> {
  const started = await startHttp(status)
  t.after(() => started.close())
  return started
}

/** An address at which nobody listens. */
export async function nobodyAt(): Promise<string> {
  const server = await startHttp()
  await server.close()
  return server.url
}
