// What every answer and every request is held to: headers, methods, and the name by which we are called.
import type { NextFunction, Request, RequestHandler, Response } from 'express'

/** Names by which the page may be called besides those of the loopback; `any` where it is open to a network. */
export type HostNames = 'any' | readonly string[]

const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** For what others wrote (a message, its pictures): its own origin, no script, no form, nothing from elsewhere. */
const SANDBOX_POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
].join('; ')

/** `further` gives those of the web configuration file: they tighten ours, or stand beside them, and loosen none. */
export function securityHeaders(further: () => Readonly<Record<string, string>>): RequestHandler {
  return (_request, response, next) => {
    const { [POLICY]: policy, [FRAMES]: frames, ...others } = further()
    response.locals.furtherPolicy = policy
    response.locals.furtherFrames = frames
    response.set({
      ...others,
      [POLICY]: bothPolicies(PAGE_POLICY, policy),
      'X-Content-Type-Options': 'nosniff',
      [FRAMES]: 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
      'Cache-Control': 'no-store',
    })
    next()
  }
}

/** Loosens the headers of one answer so far that our own page may frame it, and no further than its sandbox. */
export function sandboxed(response: Response): void {
  const { furtherPolicy, furtherFrames } = response.locals as Readonly<Record<string, string | undefined>>
  response.set({
    [POLICY]: bothPolicies(SANDBOX_POLICY, furtherPolicy),
    [FRAMES]: furtherFrames === 'deny' ? 'DENY' : 'SAMEORIGIN',
  })
  response.removeHeader('Cross-Origin-Resource-Policy')
}

const POLICY = 'Content-Security-Policy'
const FRAMES = 'X-Frame-Options'

/** A browser holds a page to each of several policies (Content Security Policy Level 3, 4.2). */
function bothPolicies(ours: string, further: string | undefined): string {
  return further === undefined ? ours : `${ours}, ${further}`
}

/**
 * Refuses requests that call us by a name that is not ours. A page on the loopback has no other guard against a
 * web site that points its own name at 127.0.0.1 and reads us with the visitor's browser (DNS rebinding).
 */
export function hostGuard(names: HostNames): RequestHandler {
  const known = names === 'any' ? null : new Set(names.map(name => name.toLowerCase()))
  return (request: Request, response: Response, next: NextFunction) => {
    const name = hostName(request.host ?? '')
    if (known === null || isLoopbackName(name) || known.has(name)) return next()
    response
      .status(421)
      .type('text/plain')
      .send(
        'This address is not one that slowburn answers to. Use localhost, or add the name to the configuration.\n',
      )
  }
}

/** Which names to allow for a listening address: on the loopback the configured ones, elsewhere any. */
export function hostNamesFor(host: string, configured: readonly string[]): HostNames {
  return isLoopbackName(host.toLowerCase()) || host === '::1' ? configured : 'any'
}

/** The name in a Host header, without port, lower case; IPv6 addresses keep their brackets. */
function hostName(header: string): string {
  const match = /^(\[[0-9a-f:.]+\]|[^:/@\s]+)(?::\d{1,5})?$/i.exec(header)
  return (match?.[1] ?? '').toLowerCase().replace(/\.$/, '')
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
}

/** Everything here is for reading: any other method is refused before anything looks at the request. */
export function readingOnly(): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next()
    response
      .status(405)
      .set({ Allow: 'GET, HEAD', Connection: 'close' })
      .type('text/plain')
      .send('Only GET and HEAD: these pages are for reading.\n')
  }
}
