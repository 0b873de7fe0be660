// Receivers become contacts: one for each integration of a receiver that a contact can have only once.
import addressParser from 'nodemailer/lib/addressparser'
import { INTEGRATION_GLOBALS, INTEGRATIONS } from './integrations.ts'
import { loseOtherServer, serverOf, type WrittenServer } from './mail-server.ts'
import type { Secrets } from './secrets.ts'
import type { Section } from './section.ts'

export type WrittenContact = Readonly<Record<string, unknown>> & { name: string }

export interface Receivers {
  contacts: WrittenContact[]
  /** By the name of the receiver: names of its contacts. None: it notifies nobody; null: those whom it notifies cannot be. */
  byName: ReadonlyMap<string, readonly string[] | null>
  /** That of the global section, else of the first receiver by mail that brings its own. */
  server: WrittenServer | null
}

export interface ReceiversInput {
  globals: Section
  /** Of the global section. */
  server: WrittenServer | null
  secrets: Secrets
  giveName(text: string): string
}

type Part = Readonly<Record<string, object>>

export function receiversOf(root: Section, input: ReceiversInput): Receivers {
  for (const key of INTEGRATION_GLOBALS) for (const one of [key, `${key}_file`]) input.globals.text(one)
  const contacts: WrittenContact[] = []
  const byName = new Map<string, string[] | null>()
  const notifiedOfEnds: string[] = []
  let { server } = input
  for (const receiver of root.sections('receivers')) {
    const name = receiver.text('name') ?? ''
    const mail = mailOf(receiver, server)
    server = mail.server
    const others = partsOf(receiver, name, input)
    const parts = [...mail.parts, ...others.parts]
    const unknown = receiver.unasked()
    for (const key of unknown) receiver.cannotNotify(key, 'slowburn has no such integration')
    const failed = unknown.length > 0 || mail.failed || others.failed
    if (parts.length > 0 && resolvedByDefault(receiver)) notifiedOfEnds.push(name)
    const own = merged(parts).map(one => receiver.made({ name: input.giveName(name), ...one }))
    contacts.push(...own)
    byName.set(name, own.length === 0 && failed ? null : own.map(one => one.name))
  }
  if (notifiedOfEnds.length > 0) {
    const what =
      'are also notified when alerts resolve, which an Alertmanager does by e-mail and Slack only where send_resolved is true'
    root.lose('receivers', `${notifiedOfEnds.join(', ')} ${what}`)
  }
  return { contacts, byName, server }
}

interface Parts {
  parts: Part[]
  /** An integration could not be carried over. */
  failed: boolean
}

function mailOf(receiver: Section, server: WrittenServer | null): Parts & { server: WrittenServer | null } {
  const addresses: string[] = []
  let failed = false
  let known = server
  for (const section of receiver.sections('email_configs')) {
    const found = addressParser(section.text('to') ?? '', { flatten: true }).map(({ address }) => address)
    if (found.length === 0) section.cannotNotify(null, 'to names no address')
    failed ||= found.length === 0
    addresses.push(...found)
    loseSendResolved(section)
    if (known === null) known = serverOf(section, '')
    loseOtherServer(section, known)
    section.end()
  }
  const email = receiver.made([...new Set(addresses)])
  return { parts: email.length > 0 ? [{ email }] : [], failed, server: known }
}

function partsOf(receiver: Section, owner: string, input: ReceiversInput): Parts {
  const made = Object.entries(INTEGRATIONS).flatMap(([key, integration]) =>
    receiver.sections(key).map(section => {
      loseSendResolved(section)
      const part = integration(section, { ...input, owner })
      section.end()
      for (const one of Object.values(part ?? {})) section.made(one)
      return part
    }),
  )
  const parts = made.filter(part => part !== null)
  return { parts, failed: parts.length < made.length }
}

function loseSendResolved(section: Section): void {
  if (section.flag('send_resolved') === false)
    section.lose(
      'send_resolved',
      'is not carried over: whoever was notified of an alert is notified when it resolves',
    )
}

function resolvedByDefault(receiver: Section): boolean {
  const silent = [...receiver.sections('email_configs'), ...receiver.sections('slack_configs')]
  return silent.some(section => !section.has('send_resolved'))
}

/** As few contacts as hold all parts, each kind of integration once in each. */
function merged(parts: readonly Part[]): Array<Record<string, unknown>> {
  const contacts: Array<Record<string, unknown>> = []
  for (const part of parts) {
    const [kind = ''] = Object.keys(part)
    const free = contacts.find(one => one[kind] === undefined)
    if (free === undefined) contacts.push({ ...part })
    else Object.assign(free, part)
  }
  return contacts
}
