// A mail server that misbehaves as asked, for the suite of notifiers.
import { simpleParser } from 'mailparser'
import * as z from 'zod'
import { email } from '../../../../../src/delivery/notifiers/email/channel.ts'
import { nobodyAt } from '../../../../support/delivery/http.ts'
import { type Misbehaviour, startSmtp } from '../../../../support/delivery/smtp.ts'
import type { NotifierTrial, Trouble } from '../../../../support/delivery/trials/notifier-trial.ts'

/** What is left out goes well. */
const MISBEHAVIOURS: Readonly<Partial<Record<Trouble, Misbehaviour>>> = {
  'ends every connection at once': { at: 'rcpt', drop: true },
  'says nothing': { at: 'connect', silent: true },
  'is in trouble': { at: 'data', code: 451 },
  'asks for patience': { at: 'rcpt', code: 450 },
  'refuses for good': { at: 'rcpt', code: 550 },
  'takes the message, and its answer is lost': { at: 'answer', drop: true },
}

export const trial: NotifierTrial = {
  async start(t, trouble) {
    const server = await startSmtp()
    t.after(() => server.close())
    server.always(MISBEHAVIOURS[trouble] ?? null)
    const port = trouble === 'is not there' ? Number(new URL(await nobodyAt()).port) : server.port
    const written = { host: '127.0.0.1', port, tls: 'none', from: 'slowburn@example.org' }
    return {
      options: email.example,
      settings: { smtp: z.parse(email.settings.smtp, written) },
      taken: () => server.accepted.length,
    }
  },
  read: async ({ bytes }) => (await simpleParser(Buffer.from(bytes))).text ?? '',
}
