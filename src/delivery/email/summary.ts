// One email about many alarms: how many, the gravest by name, and everything behind a link.
import { createHash } from 'node:crypto'
import { RANK } from '../../alerting/match.ts'
import type { Notification } from '../../alerting/plan.ts'
import type { Millis } from '../../core/clock.ts'
import { formatMinute } from '../../core/format.ts'
import type { Unit } from '../../indicators/indicator.ts'
import type { Series } from '../../series/series.ts'
import type { FrozenMessage } from '../message.ts'
import { clean, cleanUrl } from './clean.ts'
import { badgeHtml, escapeHtml, FONT, frame, headingHtml, label, paragraph, row } from './frame.ts'
import { freeze } from './freeze.ts'
import type { EmailSettings } from './input.ts'
import { wrap } from './text.ts'
import { headline, seriesTitle, sizeOf } from './words.ts'

export interface SummaryInput {
  /** At least one. */
  notifications: ReadonlyArray<Notification & { series: Series; unit: Unit }>
  at: Millis
}

/** As many as a reader looks through; the page lists them all. */
const NAMED = 20
const RULES = 8

/** One message for each recipient; the same alarms give the same bytes. */
export function renderSummaryEmails(
  input: SummaryInput,
  recipients: readonly string[],
  settings: EmailSettings,
): FrozenMessage[] {
  const content = summaryContent(input, settings)
  const body = { subject: content.subject, text: textOf(content), html: htmlOf(content), images: [] }
  const { id, severity } = content
  return recipients.map(recipient =>
    freeze(body, { id, sequence: 1, recipient, at: input.at, state: 'summary', severity }, settings),
  )
}

interface SummaryContent {
  id: string
  severity: 'watch' | 'page'
  subject: string
  verdict: string
  why: string
  named: ReadonlyArray<{ tag: string; text: string; worse: boolean; url: string | null }>
  others: string | null
  rules: string
  all: string | null
}

function summaryContent({ notifications, at }: SummaryInput, settings: EmailSettings): SummaryContent {
  const over = notifications.filter(({ reason }) => reason === 'resolved').length
  const firing = notifications.length - over
  const pages = notifications.filter(
    ({ episode, reason }) => reason !== 'resolved' && episode.severity === 'page',
  )
  const counts = [firing === 0 ? null : `${firing} firing`, over === 0 ? null : `${over} resolved`].filter(
    part => part !== null,
  )
  const toPage = pages.length === 0 ? '' : ` ${pages.length} of them are to page.`
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  const named = [...notifications].sort(byGravity).slice(0, NAMED)
  const rest = notifications.length - named.length
  return {
    id: idOf(notifications),
    severity: pages.length === 0 ? 'watch' : 'page',
    subject: `${notifications.length} alerts at once: ${counts.join(', ')}, ${formatMinute(at)}`,
    verdict: `${notifications.length} alerts at once: ${counts.join(', ')}.${toPage}`,
    why: 'They come in one message so that none of them is lost among the others. Look for what they have in common: one cause is likelier than many.',
    named: named.map(one => ({ ...lineOf(one), url: base && `${base}/alerts/${one.episode.id}` })),
    others: rest === 0 ? null : `and ${rest} more`,
    rules: byRule(notifications),
    all: base && `${base}/alerts`,
  }
}

function lineOf({ episode, reason, series, unit }: SummaryInput['notifications'][number]): {
  tag: string
  text: string
  worse: boolean
} {
  const title = clean(seriesTitle(series), 90)
  if (reason === 'resolved') return { tag: 'Resolved', text: `${title} is back to normal`, worse: false }
  const { change, severity } = episode
  const sized = change.kind !== 'missing' && change.kind !== 'stuck'
  const effect = sized ? `, ${sizeOf(change, unit)}` : ''
  const since = formatMinute(change.onset.value)
  const tag = severity === 'page' ? 'Page' : 'Watch'
  return { tag, text: `${title} ${headline(change)}${effect}, since ${since}`, worse: change.good !== true }
}

/** Pages before watches before what is over, then by size in standard deviations, then by name. */
function byGravity(a: Notification, b: Notification): number {
  return grave(b) - grave(a) || size(b) - size(a) || (a.episode.series < b.episode.series ? -1 : 1)
}

function grave({ episode, reason }: Notification): number {
  return reason === 'resolved' ? -1 : RANK[episode.severity]
}

function size({ episode }: Notification): number {
  return Math.abs(episode.change.effect.sigma) || 0
}

function byRule(notifications: readonly Notification[]): string {
  const counts = [...Map.groupBy(notifications, ({ rule }) => rule.name)]
    .map(([name, group]) => ({ name: clean(name, 50), count: group.length }))
    .sort((a, b) => b.count - a.count)
  const shown = counts.slice(0, RULES).map(({ name, count }) => `${name} ${count}`)
  return [...shown, ...(counts.length > RULES ? [`${counts.length - RULES} more rules`] : [])].join(', ')
}

/** The same alarms at the same step make the same summary. */
function idOf(notifications: readonly Notification[]): string {
  const names = notifications.map(({ episode }) => `${episode.id}.${episode.sequence}`).sort()
  return `s${createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 19)}`
}

function textOf({ verdict, why, named, others, rules, all }: SummaryContent): string {
  const lines = named.map(({ tag, text }) => wrap(text, ' '.repeat(10), tag.padEnd(10)))
  return `${[
    wrap(verdict, ''),
    [...lines, ...(others === null ? [] : [others])].join('\n'),
    wrap(rules, '  ', 'By rule: '),
    wrap(why, ''),
    all === null ? null : `All of them:\n${all}`,
  ]
    .filter(part => part !== null)
    .join('\n\n')}\n`
}

function htmlOf({ subject, verdict, why, named, others, rules, all, severity }: SummaryContent): string {
  const tone = named.some(({ worse }) => worse) ? 'worse' : 'better'
  const lines = named.map(({ tag, text, worse, url }) => {
    const color = worse ? 'worse' : 'better'
    const words =
      url === null
        ? escapeHtml(text)
        : `<a class="ink" href="${escapeHtml(url)}" style="display:block;padding:8px 0;color:#17202a">${escapeHtml(text)}</a>`
    return `<tr><td class="rule" style="padding:4px 0;border-top:1px solid #e3e8ed;font:15px/1.45 ${FONT};color:#17202a">${badgeHtml(tag, color)}<div class="ink" style="color:#17202a;overflow-wrap:anywhere">${words}</div></td></tr>`
  })
  const table = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${lines.join('\n')}</table>`
  const link =
    all === null
      ? ''
      : `<p style="margin:14px 0 0"><a class="link" href="${escapeHtml(all)}" style="display:inline-block;padding:10px 0;font:600 15px/1.4 ${FONT};color:#1f5fa8">All of them</a></p>`
  return frame({
    title: subject,
    preheader: rules,
    tone,
    rows: [
      row(
        badgeHtml(severity, tone) + headingHtml(verdict) + paragraph(escapeHtml(why), 'muted'),
        '22px 32px 0',
      ),
      row(table + (others === null ? '' : paragraph(escapeHtml(others), 'muted')), '18px 32px 0'),
      row(`${label('By rule')}${paragraph(escapeHtml(rules))}${link}`, '18px 32px 26px'),
    ],
    footer: ['One summary stands for many alerts when they come faster than anybody can read them.'],
  })
}
