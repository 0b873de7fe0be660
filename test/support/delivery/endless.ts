// A web server whose answers never end, as they are or packed.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'

const PLAIN = Buffer.alloc(1 << 20, 'x')
const PACKED = gzipSync(PLAIN)

export interface Endless {
  url: string
  /** Bytes that were written to readers: more than they have taken, by what lies in the buffers of the system between. */
  sent(): number
  /** Resolves once no reader is left. */
  left(): Promise<void>
}

/** Each member of the packed ones, a kilobyte, unpacks to a megabyte. Closed when the test ends. */
export async function endlessFor(
  t: TestContext,
  status: number,
  kind: 'plain' | 'packed' = 'plain',
): Promise<Endless> {
  let sent = 0
  const closed: Promise<unknown>[] = []
  const server = createServer((_request, response) => {
    closed.push(once(response, 'close'))
    response.writeHead(status, kind === 'packed' ? { 'content-encoding': 'gzip' } : {})
    const more = (): void => {
      if (response.destroyed) return
      const piece = kind === 'packed' ? PACKED : PLAIN
      sent += piece.length
      if (response.write(piece)) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  }).listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    left: async () => void (await Promise.all(closed)),
  }
}
