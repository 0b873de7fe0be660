// A request that says twice for whom it is means one thing to a proxy and another to us: it is answered 400 (RFC 9112, 3.2).
import type { RequestListener } from 'node:http'

/** Node.js keeps the first of them, and refuses only a request that has none. */
export function withOneHost(listener: RequestListener): RequestListener {
  return (request, response) => {
    const hosts = request.rawHeaders.filter((name, place) => place % 2 === 0 && /^host$/i.test(name))
    if (hosts.length <= 1) return listener(request, response)
    response.writeHead(400, { connection: 'close', 'content-type': 'text/plain' })
    response.end('The request has more than one Host header.\n')
  }
}
