// The mail server of an Alertmanager: its global settings, or where there are none those of the first receiver by mail.
import addressParser from 'nodemailer/lib/addressparser'
import { isPrivateAddress } from '../../../delivery/notifiers/email/private-address.ts'
import { SMTP_PASSWORD } from './secrets.ts'
import type { Section } from './section.ts'

export type WrittenServer = Readonly<Record<string, string | number | boolean>>

const FROM_ENVIRONMENT = `\${${SMTP_PASSWORD}}`
const NO_SENDER = 'slowburn@localhost.localdomain'

/** Null where there is none. `prefix` is `smtp_` in the global section, and empty in a receiver. */
export function serverOf(section: Section, prefix: string): WrittenServer | null {
  const smarthost = section.text(`${prefix}smarthost`)
  const sender = addressParser(section.text(`${prefix}from`) ?? '', { flatten: true })[0]
  const hello = section.text(`${prefix}hello`)
  const user = section.text(`${prefix}auth_username`)
  const password = passwordOf(section, prefix)
  const requireTls = section.flag(`${prefix}require_tls`) ?? true
  if (smarthost === null) return null
  const [, host = smarthost, port = '25'] = /^(.*):(\d+)$/.exec(smarthost) ?? []
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const tls =
    Number(port) === 465 ? 'implicit' : requireTls ? 'starttls' : plainFor(section, prefix, bare, password)
  if (sender === undefined) section.lose(`${prefix}from`, `names no sender: ${NO_SENDER} is written`)
  return section.made({
    host: bare,
    port: Number(port),
    tls,
    ...(tls === 'none' && !isLoopback(bare) ? { private_network: true } : {}),
    ...(user === null ? {} : { user }),
    ...(user === null || password === null ? {} : { password }),
    ...(hello === null || hello === 'localhost' ? {} : { hello }),
    from: sender?.address ?? NO_SENDER,
    ...(sender === undefined || sender.name === '' ? {} : { from_name: sender.name }),
  })
}

/** Settings of a receiver that has a server of its own, and how each reads where it is the one that is written. */
const OWN: Readonly<Record<string, (server: WrittenServer, text: string) => boolean>> = {
  smarthost: ({ host, port }, text) => text.replace(/[[\]]/g, '') === `${host}:${port}`,
  from: ({ from }, text) => addressParser(text, { flatten: true })[0]?.address === from,
  hello: ({ hello = 'localhost' }, text) => text === hello,
  auth_username: ({ user }, text) => text === user,
  auth_password: ({ password }, text) => text === password,
  auth_password_file: ({ password }) => password === FROM_ENVIRONMENT,
  require_tls: ({ tls }, text) => text === String(tls !== 'none'),
}

/** All mail is sent by one server: what a receiver says of another is lost. */
export function loseOtherServer(section: Section, written: WrittenServer | null): void {
  for (const [key, same] of Object.entries(OWN)) {
    const text = section.text(key)
    if (text === null || (written !== null && same(written, text))) continue
    const by = written === null ? 'no mail server is given' : `all mail is sent by ${written.host}`
    section.lose(key, `is not carried over: ${by}`)
  }
}

/** A password in a file is taken from the environment, for nothing else reads such files. */
function passwordOf(section: Section, prefix: string): string | null {
  const key = `${prefix}auth_password`
  if (!section.has(`${key}_file`)) return section.text(key)
  section.lose(`${key}_file`, `is not read: put the password into the environment as ${SMTP_PASSWORD}`)
  return FROM_ENVIRONMENT
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
