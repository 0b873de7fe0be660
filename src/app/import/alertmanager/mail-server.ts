// The mail server of an Alertmanager: its global settings, or where there are none those of the first receiver by mail.
import { isPrivateAddress } from '../../../delivery/notifiers/email/private-address.ts'
import type { Section } from './section.ts'

export type WrittenServer = Readonly<Record<string, string | number | boolean>>

/** Null where there is none. `prefix` is `smtp_` in the global section, and empty in a receiver. */
export function serverOf(section: Section, prefix: string): WrittenServer | null {
  const smarthost = section.text(`${prefix}smarthost`)
  const from = section.text(`${prefix}from`)
  const hello = section.text(`${prefix}hello`)
  const user = section.text(`${prefix}auth_username`)
  const password = passwordOf(section, prefix)
  const requireTls = section.flag(`${prefix}require_tls`) ?? true
  if (smarthost === null) return null
  const [, host = smarthost, port = '25'] = /^(.*):(\d+)$/.exec(smarthost) ?? []
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const tls =
    Number(port) === 465 ? 'implicit' : requireTls ? 'starttls' : plainFor(section, prefix, bare, password)
  return {
    host: bare,
    port: Number(port),
    tls,
    ...(tls === 'none' && !isLoopback(bare) ? { private_network: true } : {}),
    ...(user === null ? {} : { user }),
    ...(user === null || password === null ? {} : { password }),
    ...(hello === null || hello === 'localhost' ? {} : { hello }),
    from: /<([^>]+)>/.exec(from ?? '')?.[1] ?? from ?? 'slowburn@localhost.localdomain',
  }
}

/** A password in a file is taken from the environment, for nothing else reads such files. */
function passwordOf(section: Section, prefix: string): string | null {
  const key = `${prefix}auth_password`
  if (!section.has(`${key}_file`)) return section.text(key)
  section.lose(`${key}_file`, 'is not read: put the password into the environment as SMTP_PASSWORD')
  return '${SMTP_PASSWORD}'
}

function plainFor(
  section: Section,
  prefix: string,
  host: string,
  password: string | null,
): 'none' | 'starttls' {
  if (password === null && (isLoopback(host) || isPrivateAddress(host) || !/^\d|[:]/.test(host)))
    return 'none'
  section.lose(
    `${prefix}require_tls`,
    'is not carried over: STARTTLS is demanded, for mail or a log-in would cross the network in clear',
  )
  return 'starttls'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
