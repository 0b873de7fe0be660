// Chooses how messages leave: the configured mail server, or the mailbox folder where there is none.
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import { mailboxNotifier } from '../delivery/mailbox.ts'
import type { Notifier } from '../delivery/message.ts'
import { smtpNotifier } from '../delivery/smtp.ts'

export function mailboxFolder({ data }: Pick<Config, 'data'>): string {
  return join(data.folder, 'mailbox')
}

export function makeNotifier(config: Pick<Config, 'smtp' | 'data'>): Notifier {
  if (config.smtp === null) return mailboxNotifier(mailboxFolder(config))
  const { host, port, tls, user, password } = config.smtp
  return smtpNotifier({ host, port, tls, auth: user === null ? null : { user, pass: password ?? '' } })
}
