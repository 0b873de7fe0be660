// Questions to a resolver that is passed in. A name without a record is an answer; a resolver without one is not.
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import type { Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'

export interface Dns {
  /** IPv4 and IPv6. */
  addresses(name: string): Promise<string[]>
  /** In the order of their preference. A null MX is one with an empty name (RFC 7505). */
  mx(domain: string): Promise<string[]>
  /** Each record as one text. */
  txt(name: string): Promise<string[]>
  /** Names of an address. */
  ptr(address: string): Promise<string[]>
  /** Any of them, as mailauth asks: rejects with the code of the answer. */
  resolve(name: string, type: string): Promise<string[] | string[][]>
}

const TIMEOUT: Millis = 2 * SECOND

/** `servers`: `IP` or `IP:PORT`; none: those of this machine. All of its methods reject where no server answers. */
export function createDns(servers: readonly string[] = []): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  const named = (name: string): string => domainToASCII(name) || name
  return {
    async addresses(name) {
      if (isIP(name) !== 0) return [name]
      const [four, six] = await Promise.all([
        orNone(resolver.resolve4(named(name))),
        orNone(resolver.resolve6(named(name))),
      ])
      return [...four, ...six]
    },
    async mx(domain) {
      const found = await orNone(resolver.resolveMx(named(domain)))
      return found.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange)
    },
    txt: async name => (await orNone(resolver.resolveTxt(named(name)))).map(parts => parts.join('')),
    ptr: address => orNone(resolver.reverse(address)),
    resolve: (name, type) => resolver.resolve(name, type) as Promise<string[] | string[][]>,
  }
}

async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    throw error
  }
}
