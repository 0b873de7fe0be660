// Chooses how messages leave: the configured mail server, or the mailbox folder where there is none; and webhooks.
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Clock } from '../core/clock.ts'
import { ConfigError, messageOf } from '../core/errors.ts'
import type { DkimKey } from '../delivery/mime/dkim.ts'
import { mailboxNotifier } from '../delivery/notifiers/mailbox.ts'
import { smtpNotifier } from '../delivery/notifiers/smtp.ts'
import { webhookNotifier } from '../delivery/notifiers/webhook.ts'
import type { Notifier } from '../delivery/outbox/message.ts'
import type { Lane } from '../delivery/outbox/outbox.ts'

export function mailboxFolder({ data }: Pick<Config, 'data'>): string {
  return join(data.folder, 'mailbox')
}

/** By which way each lane of the outbox leaves. */
export function makeNotifiers(
  config: Pick<Config, 'smtp' | 'data' | 'contacts'>,
  clock: Clock,
): Record<Lane, Notifier> {
  return { mail: mailNotifier(config), webhook: webhookNotifier({ contacts: config.contacts, clock }) }
}

export function mailNotifier(config: Pick<Config, 'smtp' | 'data'>): Notifier {
  if (config.smtp === null) return mailboxNotifier(mailboxFolder(config))
  const { host, port, tls, user, password } = config.smtp
  return smtpNotifier({ host, port, tls, auth: user === null ? null : { user, pass: password ?? '' } })
}

/** The key with which messages are signed; null where none is configured. Throws ConfigError where it cannot be used. */
export function dkimKey({ smtp }: Pick<Config, 'smtp'>): DkimKey | null {
  const dkim = smtp?.dkim ?? null
  if (dkim === null) return null
  const fail = (message: string): ConfigError =>
    new ConfigError([
      {
        path: 'smtp.dkim.key_file',
        message: `${dkim.keyFile} ${message}`,
        remedy: 'Give a PEM file with an RSA key of 1024 bits or more, or an Ed25519 key',
      },
    ])
  try {
    const privateKey = createPrivateKey(readFileSync(dkim.keyFile))
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
    const usable =
      privateKey.asymmetricKeyType === 'ed25519' || (privateKey.asymmetricKeyType === 'rsa' && bits >= 1024)
    if (usable) return { domain: dkim.domain, selector: dkim.selector, privateKey }
  } catch (cause) {
    throw fail(`cannot be used: ${messageOf(cause)}`)
  }
  throw fail('is a key of another kind')
}
