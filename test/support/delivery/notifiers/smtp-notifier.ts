// A notifier that is one SMTP server alone.
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpOptions } from '../../../../src/delivery/notifiers/email/connection.ts'
import { checkServer, deliverTo } from '../../../../src/delivery/notifiers/email/smtp.ts'
import type { Notifier } from '../../../../src/delivery/outbox/message.ts'

export function smtpNotifier(options: SmtpOptions): Notifier {
  const open = new Set<SMTPConnection>()
  return {
    name: 'smtp',
    send: (message, signal) => deliverTo(options, open, signal, message),
    check: signal => checkServer(options, open, signal),
    close() {
      for (const connection of open) connection.close()
      return Promise.resolve()
    },
  }
}
