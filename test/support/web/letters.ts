// Mails about alerts as they lie in the mailbox.
import { createTransport } from 'nodemailer'
import type { AlertDetail, MailMessage } from '../../../src/queries/views.ts'
import { NOW } from './moment.ts'

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
)

/** MIME bytes as nodemailer makes them: text, HTML, and a picture by content id. */
export async function letterBytes(subject: string, body: string): Promise<Uint8Array> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail({
    from: 'slowburn@example.org',
    to: 'oncall@example.org',
    subject,
    text: `${body}\n\nPrüfe die Grafik: 402 s → 512 s.\n`,
    html: `<!doctype html><html><head><meta charset="utf-8"><title>alert</title></head><body style="margin:24px;font-family:sans-serif;background:#ffffff;color:#1b1d21"><p>${escaped(body)}</p><p>402 s → 512 s</p><img src="cid:chart@slowburn" width="120" height="40" alt="402 s to 512 s"><p><a href="https://slowburn.example.org/alerts/1">Open the alert</a></p></body></html>`,
    attachments: [{ filename: 'chart.png', content: PIXEL, cid: 'chart@slowburn' }],
    messageId: '<1.1.oncall@slowburn>',
    date: new Date(NOW),
  })
  if (!Buffer.isBuffer(message)) throw new TypeError('a buffer was asked for')
  return message
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

export async function lettersAbout(
  alerts: readonly AlertDetail[],
  text: (original: string) => string,
): Promise<MailMessage[]> {
  return Promise.all(
    alerts.map(async ({ episode, series }, index): Promise<MailMessage> => {
      const subject = text(`[page] ${series?.indicator} is getting worse`)
      return {
        id: String(index + 1),
        at: (episode.firingSince ?? NOW) + 800,
        to: text('oncall@example.org'),
        subject,
        state: index === 2 ? 'queued' : 'accepted',
        attempts: index === 2 ? 3 : 1,
        lastError: index === 2 ? text('451 4.7.1 try again later') : null,
        alertId: episode.id,
        bytes: await letterBytes(subject.slice(0, 60), text('The median run time of build tasks is rising.')),
      }
    }),
  )
}
