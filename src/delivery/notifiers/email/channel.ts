// E-mail: to a mail server, or to the mailbox folder where there is none.
import { join } from 'node:path'
import type { Found } from '../../../core/options/found.ts'
import { renderTestEmail } from '../../email/examples/test-email.ts'
import { renderDigestEmails } from '../../email/lists/digest.ts'
import { renderSummaryEmails } from '../../email/lists/summary.ts'
import { renderAlertEmails } from '../../email/render.ts'
import type { Channel } from '../channel.ts'
import { dkimKey } from './dkim-key.ts'
import { mailboxNotifier } from './mailbox.ts'
import { emailOptions, emailSettings } from './options.ts'
import { serverFaults } from './server-faults.ts'
import { smtpServers } from './servers.ts'
import { smtpOptionsOf } from './smtp-files.ts'

export const email: Channel<'email', typeof emailOptions, typeof emailSettings> = {
  name: 'email',
  options: emailOptions,
  example: ['ann@example.org', 'bob@example.org'],
  settings: emailSettings,
  audience: () => 'people',
  recipients: addresses => addresses,
  renderAlert: (input, to, settings) =>
    renderAlertEmails(
      input,
      to.map(({ recipient: address, contact, route, root }) => ({ address, contact, route, root })),
      settings,
    ),
  renderSummary: (input, to, settings) =>
    renderSummaryEmails(
      input,
      to.map(({ recipient }) => recipient),
      settings,
    ),
  renderReport: renderDigestEmails,
  renderTest: (input, { recipient }, settings) => renderTestEmail(input, recipient, settings),
  open: (_recipients, { settings: { smtp }, folder, clock }) =>
    smtp === null ? mailboxNotifier(mailboxFolder(folder)) : smtpServers(smtpOptionsOf(smtp, clock), clock),
  way: ({ smtp }, folder) =>
    smtp === null
      ? { to: 'folder', at: mailboxFolder(folder) }
      : { to: 'server', at: `${smtp.host}:${smtp.port}` },
  identity({ smtp }) {
    if (smtp === null) return {}
    const dkim = dkimKey({ smtp })
    return {
      sender: smtp.from,
      ...(smtp.fromName === null ? {} : { senderName: smtp.fromName }),
      ...(dkim === null ? {} : { dkim }),
    }
  },
  faults({ smtp }, contacts) {
    const found: Found[] = []
    if (smtp !== null && contacts.length === 0) {
      const message = 'a mail server, but nobody to write to'
      found.push({ path: ['smtp'], message, remedy: 'Add contacts with an e-mail address' })
    }
    return smtp === null ? found : [...found, ...serverFaults(smtp)]
  },
}

/** Where messages are kept that no server takes; `folder` is the data folder. */
export function mailboxFolder(folder: string): string {
  return join(folder, 'mailbox')
}
