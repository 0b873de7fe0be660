// Receivers become contacts: one for each way of a receiver that a contact can have only once.
import addressParser from 'nodemailer/lib/addressparser'
import { serverOf, type WrittenServer } from './mail-server.ts'
import type { Section } from './section.ts'

export type WrittenContact = Readonly<Record<string, unknown>> & { name: string }

export interface Receivers {
  contacts: WrittenContact[]
  /** By the name of the receiver: names of its contacts. None: nobody is notified. */
  byName: ReadonlyMap<string, readonly string[]>
  /** Of the first receiver by mail that brings its own. */
  server: WrittenServer | null
}

export interface Globals {
  slackUrl: string | null
  pagerdutyUrl: string | null
}

/** One way of one receiver. Null where it cannot be carried over, which is said. */
type Way = (section: Section, globals: Globals) => Readonly<Record<string, unknown>> | null

const WAYS: Readonly<Record<string, Way>> = {
  slack_configs: (section, { slackUrl }) => {
    const url = section.text('api_url') ?? slackUrl
    if (section.has('channel')) section.lose('channel', 'is decided by the incoming webhook')
    return url === null ? secretElsewhere(section, 'api_url') : { slack: { url } }
  },
  pagerduty_configs: (section, { pagerdutyUrl }) => {
    const key = section.text('routing_key')
    const url = section.text('url') ?? pagerdutyUrl
    return key === null
      ? secretElsewhere(section, 'routing_key')
      : { pagerduty: { routing_key: key, ...(url === null ? {} : { url }) } }
  },
  msteams_configs: section => {
    const url = section.text('webhook_url')
    return url === null ? secretElsewhere(section, 'webhook_url') : { teams: { url } }
  },
  msteamsv2_configs: section => {
    const url = section.text('webhook_url')
    return url === null ? secretElsewhere(section, 'webhook_url') : { teams: { url } }
  },
  webhook_configs: section => {
    const url = section.text('url')
    if (url === null) return secretElsewhere(section, 'url')
    section.lose(
      'url',
      'is posted the body of slowburn, not that of an Alertmanager; put a secret to sign it by into WEBHOOK_SECRET',
    )
    return { webhook: { url, secret: '${WEBHOOK_SECRET}' } }
  },
}

export function receiversOf(root: Section, globals: Globals, giveName: (text: string) => string): Receivers {
  const contacts: WrittenContact[] = []
  const byName = new Map<string, string[]>()
  let server: WrittenServer | null = null
  for (const receiver of root.sections('receivers')) {
    const name = receiver.text('name') ?? ''
    const mail = mailOf(receiver)
    server ??= mail.server
    const addresses = [...new Set(mail.addresses)]
    const parts = [...(addresses.length > 0 ? [{ email: addresses }] : []), ...partsOf(receiver, globals)]
    if (parts.length === 0 && receiver.keys().length > 1) {
      receiver.lose(null, 'notifies nobody, for none of its ways could be carried over')
    }
    receiver.end()
    const own = merged(parts).map(one => ({ name: giveName(name), ...one }))
    contacts.push(...own)
    byName.set(
      name,
      own.map(one => one.name),
    )
  }
  return { contacts, byName, server }
}

function mailOf(receiver: Section): { addresses: string[]; server: WrittenServer | null } {
  let server: WrittenServer | null = null
  const addresses = receiver.sections('email_configs').flatMap(section => {
    const found = addressesOf(section)
    server ??= serverOf(section, '')
    section.end()
    return found
  })
  return { addresses, server }
}

function partsOf(receiver: Section, globals: Globals): Array<Readonly<Record<string, unknown>>> {
  return Object.entries(WAYS).flatMap(([key, way]) =>
    receiver.sections(key).flatMap(section => {
      if (section.flag('send_resolved') === false) {
        section.lose('send_resolved', 'is not carried over: an end is sent to whoever was sent the beginning')
      }
      const part = way(section, globals)
      section.end()
      return part === null ? [] : [part]
    }),
  )
}

function addressesOf(section: Section): string[] {
  const found = addressParser(section.text('to') ?? '', { flatten: true }).map(({ address }) => address)
  section.flag('send_resolved')
  return found
}

function secretElsewhere(section: Section, key: string): null {
  section.lose(null, `${key} is not written here, so this way is left out`)
  return null
}

/** As few contacts as hold all parts, each kind of way once in each. */
function merged(parts: ReadonlyArray<Readonly<Record<string, unknown>>>): Array<Record<string, unknown>> {
  const contacts: Array<Record<string, unknown>> = []
  for (const part of parts) {
    const [kind = ''] = Object.keys(part)
    const free = contacts.find(one => one[kind] === undefined)
    if (free === undefined) contacts.push({ ...part })
    else Object.assign(free, part)
  }
  return contacts
}
