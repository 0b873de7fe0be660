// Asks a server as no browser would: any method, any Host header, and the answer in full.
import { request } from 'node:http'
import type { WebDeps } from '../../../src/web/deps.ts'
import { listen } from '../../../src/web/listen.ts'
import { createWeb } from '../../../src/web/server.ts'

export interface Answered {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
  bytes: Buffer
}

export interface Asked {
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** One request on a connection of its own. */
export function ask(url: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: bytes.toString('utf8'),
          bytes,
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Runs `use` against a web server on a free port, and closes it again whatever happens. */
export async function withWeb<T>(deps: WebDeps, use: (url: string) => Promise<T>): Promise<T> {
  const web = await listen(createWeb(deps), { host: '127.0.0.1', port: 0 })
  try {
    return await use(web.url)
  } finally {
    await web.close()
  }
}
