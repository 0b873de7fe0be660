// The report that comes whether anything is wrong or not: what stands, what is over, and how slowburn itself is.
import { createHash } from 'node:crypto'
import type { Millis } from '../../../core/clock.ts'
import { formatDay } from '../../../core/format.ts'
import { clean, cleanUrl } from '../../../presentation/clean.ts'
import type { FrozenMessage } from '../../outbox/message.ts'
import type { Fact } from '../facts.ts'
import { badgeHtml, frame, headingHtml, label, paragraph, row } from '../frame.ts'
import { freeze } from '../freeze.ts'
import { factsHtml } from '../html.ts'
import type { EmailSettings } from '../input.ts'
import { factsText, wrap } from '../text.ts'
import { type Lines, type Listed, linesHtml, linesOf, linesText } from './lines.ts'

export interface DigestInput {
  /** Names the report, and with the time its messages. */
  name: string
  every: 'day' | 'week'
  from: Millis
  to: Millis
  /** What fires at the end of the time. */
  standing: readonly Listed[]
  /** What was notified and has ended within the time. */
  resolved: readonly Listed[]
  /** How slowburn itself is: messages sent and given up, sources down, audits, the head of the ledger. */
  facts: readonly Fact[]
}

/** As many of each as fit a report that is read. */
const NAMED = 15

/**
 * One message for each recipient; the same report gives the same bytes. Unlike an alarm a report may be left with one
 * click of the mail program (RFC 8058).
 */
export function renderDigestEmails(
  input: DigestInput,
  recipients: readonly string[],
  settings: EmailSettings,
): FrozenMessage[] {
  const content = digestContent(input, settings)
  const body = { subject: content.subject, text: textOf(content), html: htmlOf(content), images: [] }
  const severity = input.standing.some(({ episode }) => episode.severity === 'page') ? 'page' : 'watch'
  return recipients.map(recipient => {
    const url = cleanUrl(settings.leaveFor?.(input.name, recipient) ?? null)
    const headers =
      url === null
        ? []
        : ([
            ['List-Unsubscribe', `<${url}>`],
            ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
          ] as const)
    const envelope = {
      id: content.id,
      sequence: 1,
      recipient,
      at: input.to,
      state: 'digest',
      severity,
      headers,
    }
    return freeze(body, envelope, settings)
  })
}

interface DigestContent {
  id: string
  subject: string
  name: string
  verdict: string
  sections: ReadonlyArray<Lines & { title: string }>
  facts: readonly Fact[]
}

function digestContent(
  { name: digest, every, from, to, standing, resolved, facts }: DigestInput,
  settings: EmailSettings,
): DigestContent {
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  const name = every === 'week' ? 'Weekly report' : 'Daily report'
  const installation = clean(settings.installation, 24)
  const section = (title: string, listed: readonly Listed[]): DigestContent['sections'][number] => ({
    title,
    ...linesOf(listed, base, NAMED),
  })
  return {
    id: `d${createHash('sha256')
      .update(JSON.stringify([settings.installation, digest, from, to]))
      .digest('hex')
      .slice(0, 19)}`,
    subject: `${name}, ${installation}: ${counted(standing.length)}, ${formatDay(from)} to ${formatDay(to)}`,
    name,
    verdict:
      standing.length === 0
        ? `Nothing stands out. ${counted(resolved.length, 'was', 'were')} resolved since ${formatDay(from)}.`
        : `${counted(standing.length, 'stands', 'stand')}; ${resolved.length} resolved since ${formatDay(from)}.`,
    sections: [section('Standing', standing), section('Resolved', resolved)].filter(
      ({ lines }) => lines.length > 0,
    ),
    facts: facts.map(fact => ({ label: clean(fact.label, 40), value: clean(fact.value, 200) })),
  }
}

function counted(count: number, one = '', many = ''): string {
  const verb = count === 1 ? one : many
  return `${count === 0 ? 'No' : count} alert${count === 1 ? '' : 's'}${verb === '' ? '' : ` ${verb}`}`
}

function textOf({ name, verdict, sections, facts }: DigestContent): string {
  const parts = [
    `${name.toUpperCase()}\n${wrap(verdict, '')}`,
    ...sections.map(({ title, lines, others }) =>
      [title, linesText(lines), ...(others === null ? [] : [others])].join('\n'),
    ),
    factsText(facts),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function htmlOf({ subject, name, verdict, sections, facts }: DigestContent): string {
  const worse = sections.some(({ lines }) => lines.some(line => line.worse))
  const tone = worse ? 'worse' : 'better'
  return frame({
    title: subject,
    preheader: verdict,
    tone,
    rows: [
      row([badgeHtml(name, tone), headingHtml(verdict)], '22px 32px 0'),
      ...sections.map(({ title, lines, others }) =>
        row([label(title), linesHtml(lines), others !== null && paragraph(others, 'muted')], '18px 32px 0'),
      ),
      row(facts.length > 0 && [label('slowburn itself'), factsHtml(facts)], '18px 32px 26px'),
    ],
    footer: ['This report comes whether anything is wrong or not. If it stops coming, something is.'],
  })
}
