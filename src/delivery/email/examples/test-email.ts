// A message that shows that messages arrive: sent on request, the same way as an alert.
import { createHash } from 'node:crypto'
import type { Millis } from '../../../core/clock.ts'
import { formatMoment } from '../../../core/format.ts'
import { clean, cleanUrl } from '../../../presentation/clean.ts'
import type { FrozenMessage } from '../../outbox/message.ts'
import { badgeHtml, frame, headingHtml, paragraph, row } from '../frame.ts'
import { freeze } from '../freeze.ts'
import type { EmailSettings } from '../input.ts'
import { wrap } from '../text.ts'

export interface TestInput {
  contact: string
  /** Who asked for it. */
  by: string
  at: Millis
  /** Where a receipt of it is posted to; left out: none is wanted. */
  receipt?: string
}

export function renderTestEmail(
  { contact, by, at, receipt }: TestInput,
  recipient: string,
  settings: EmailSettings,
): FrozenMessage {
  const id = testId({ contact, by, at })
  const installation = clean(settings.installation, 40)
  const subject = `Test message of slowburn for ${clean(contact, 30)}`
  const verdict = 'This is a test: an alert would reach you like this.'
  const who = `${clean(by, 80)} asked for it at ${formatMoment(at, 'UTC')}. Nothing is wrong.`
  const way = `It came to you as contact ${clean(contact, 60)} of ${installation}, through the same outbox and server as every alert.`
  const base = cleanUrl(settings.baseUrl)
  const receiptWords =
    'A receipt is wanted. It counts as arrived once this address is posted to; opening it does nothing:'
  const receiptUrl = cleanUrl(receipt ?? null)
  const text = [
    `TEST\n${wrap(verdict, '')}`,
    wrap(who, ''),
    wrap(way, ''),
    ...(receiptUrl === null ? [] : [`${wrap(receiptWords, '')}\n${receiptUrl}`]),
    ...(base === null ? [] : [`The pages:\n${base}`]),
  ]
  const html = frame({
    title: subject,
    preheader: 'Nothing is wrong.',
    tone: 'neutral',
    rows: [
      row([badgeHtml('Test', 'neutral'), headingHtml(verdict)], '22px 32px 0'),
      row(
        [
          paragraph(who),
          paragraph(way, 'muted'),
          ...(receiptUrl === null ? [] : [paragraph(`${receiptWords} ${receiptUrl}`, 'muted')]),
        ],
        '18px 32px 26px',
      ),
    ],
    footer: base === null ? [] : [`The pages: ${base}`],
  })
  const body = { subject, text: `${text.join('\n\n')}\n`, html, images: [] }
  return freeze(body, { id, sequence: 1, recipient, at, state: 'test', severity: 'watch' }, settings)
}

/** The same request gives the same messages. */
export function testId({ contact, by, at }: TestInput): string {
  return `t${createHash('sha256')
    .update(JSON.stringify([contact, by, at]))
    .digest('hex')
    .slice(0, 19)}`
}
