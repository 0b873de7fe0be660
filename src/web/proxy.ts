// What a reverse proxy changes: whose word on the sender of a request counts, and the path below which the pages are served.
import { BlockList, isIP } from 'node:net'
import type { RequestHandler, Response } from 'express'

/** Whether an address is one of the proxies; each is an address or a network. Who comes by a Unix socket is one. */
export function proxyTest(proxies: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return address => {
    if (address === undefined || address === '') return true
    const family = isIP(address)
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Of the address at which readers reach the pages: its path without a slash at the end; empty for a whole host. */
export function prefixOf(url: string | null): string {
  return url === null ? '' : new URL(url).pathname.replace(/\/+$/, '')
}

/** Lets a proxy pass the path on whole or cut: what stands below the prefix is served as if it were not there. */
export function withoutPrefix(prefix: string): RequestHandler {
  return (request, _response, next) => {
    const rest = request.url.startsWith(prefix) ? request.url.slice(prefix.length) : null
    if (prefix !== '' && rest !== null && /^(?:[/?]|$)/.test(rest)) {
      request.url = rest.startsWith('/') ? rest : `/${rest}`
    }
    next()
  }
}

/** An address of ours as a browser has to ask for it. */
export function located(response: Response, path: string): string {
  return `${prefixIn(response)}${path}`
}

/** Markup of ours whose addresses all begin at the root, as a browser has to ask for them. */
export function relocated(response: Response, markup: string): string {
  const prefix = prefixIn(response)
  if (prefix === '') return markup
  return markup.replace(/\b(href|src|action|formaction)="\/(?!\/)/g, `$1="${prefix}/`)
}

/** `app.locals.prefix`, set where the web side is put together. */
function prefixIn({ app }: Response): string {
  const { prefix }: Record<string, unknown> = app.locals
  return typeof prefix === 'string' ? prefix : ''
}
