// A web server on loopback that answers as told and keeps what it was sent.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
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

export interface TestProxy {
  /** With user and password. */
  url: string
  /** `CONNECT host:port` each, in order. */
  asked: string[]
  /** What was shown for the log-in. */
  logins: string[]
  /** A status to refuse with; null: every way is opened, wherever it leads, to `target`. */
  refuse: number | null
}

export const PROXY_PASSWORD = 's3cret-of-the-proxy'

/** An HTTP proxy that opens every way asked for by CONNECT, and may refuse. `target` is a port of loopback that stands for every server. */
export async function startProxy(t: Pick<TestContext, 'after'>, target: number): Promise<TestProxy> {
  const state: TestProxy = { url: '', asked: [], logins: [], refuse: null }
  const server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url}`)
    response.writeHead(501).end()
  })
  server.on('connect', (request, client) => {
    state.asked.push(`CONNECT ${request.url}`)
    state.logins.push(request.headers['proxy-authorization'] ?? '')
    client.on('error', () => client.destroy())
    if (state.refuse !== null) {
      client.end(`HTTP/1.1 ${state.refuse} No\r\n\r\n`)
      return
    }
    const far = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.pipe(client).pipe(far)
    })
    far.on('error', () => client.destroy())
    client.on('close', () => far.destroy())
  })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  state.url = `http://bob:${PROXY_PASSWORD}@127.0.0.1:${port}`
  return state
}
