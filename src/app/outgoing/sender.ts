// Who writes the e-mails of an installation.
import type { Config } from '../../config/schema.ts'
import type { EmailSettings } from '../../delivery/email/input.ts'

/** Who writes, in the envelope and in From. */
export function senderOf({ smtp }: Pick<Config, 'smtp'>): Pick<EmailSettings, 'sender' | 'senderName'> {
  if (smtp === null) return { sender: 'slowburn@localhost.localdomain' }
  return { sender: smtp.from, ...(smtp.fromName === null ? {} : { senderName: smtp.fromName }) }
}
