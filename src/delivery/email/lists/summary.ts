// One email about many alarms: how many, the gravest by name, and everything behind a link.
import { createHash } from 'node:crypto'
import type { Reason } from '../../../alerting/notification.ts'
import type { Millis } from '../../../core/clock.ts'
import { formatMinute } from '../../../core/format.ts'
import type { Labels } from '../../../core/series-key.ts'
import type { Causes } from '../../../detection/causes/cause.ts'
import { CAUSES_TITLE } from '../../../presentation/cause-words.ts'
import { clean, cleanUrl, keepTogether } from '../../../presentation/clean.ts'
import { html } from '../../../presentation/html.ts'
import type { FrozenMessage } from '../../outbox/message.ts'
import { badgeHtml, FONT, frame, headingHtml, label, paragraph, row } from '../frame.ts'
import { freeze } from '../freeze.ts'
import type { EmailSettings } from '../input.ts'
import { wrap } from '../text.ts'
import { byGravity, type Line, type Listed, lineOf, linesHtml, linesText } from './lines.ts'
import { sharedCauses } from './shared-causes.ts'

export interface SummaryInput {
  /** At least one. */
  alarms: ReadonlyArray<Omit<Listed, 'over'> & { reason: Reason; causes: Causes }>
  /** What they have in common; null where they are together only because they are many. */
  group: Labels | null
  at: Millis
}

/** As many as a reader looks through; the page lists them all. */
const NAMED = 20
const RULES = 8

const NO_PROOF = 'That is no proof.'

/** One message for each recipient; the same alarms give the same bytes. */
export function renderSummaryEmails(
  input: SummaryInput,
  recipients: readonly string[],
  settings: EmailSettings,
): FrozenMessage[] {
  const content = summaryContent(input, settings)
  const body = { subject: content.subject, text: textOf(content), html: htmlOf(content), images: [] }
  const { id, severity } = content
  const about = input.alarms
    .map(({ episode: { id: episodeId, sequence } }) => ({ episodeId, sequence }))
    .sort((a, b) => (a.episodeId < b.episodeId ? -1 : 1))
  return recipients.map(recipient => ({
    ...freeze(body, { id, sequence: 1, recipient, at: input.at, state: 'summary', severity }, settings),
    about,
  }))
}

interface SummaryContent {
  id: string
  severity: 'watch' | 'page'
  subject: string
  verdict: string
  why: string
  named: readonly Line[]
  others: string | null
  /** What the alarms that fire coincide with. */
  causes: readonly string[]
  rules: string
  all: string | null
}

function summaryContent({ alarms, group, at }: SummaryInput, settings: EmailSettings): SummaryContent {
  const over = alarms.filter(({ reason }) => reason === 'resolved').length
  const firing = alarms.length - over
  const pages = alarms.filter(({ episode, reason }) => reason !== 'resolved' && episode.severity === 'page')
  const counts = [firing === 0 ? null : `${firing} firing`, over === 0 ? null : `${over} resolved`].filter(
    part => part !== null,
  )
  const toPage = pages.length === 0 ? '' : ` ${pages.length} of them are to page.`
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  const listed = alarms.map(one => ({ ...one, over: one.reason === 'resolved' }))
  const named = listed.sort(byGravity).slice(0, NAMED)
  const rest = alarms.length - named.length
  const what = group === null ? 'alerts at once' : `alerts of ${groupName(group)}`
  return {
    id: idOf(alarms),
    severity: pages.length === 0 ? 'watch' : 'page',
    subject: `${alarms.length} ${clean(what, 28)}: ${counts.join(', ')}, ${formatMinute(at)}`,
    verdict: `${alarms.length} ${clean(what, 200)}: ${counts.join(', ')}.${toPage}`,
    why:
      group === null
        ? 'They come in one message so that none of them is lost among the others. Look for what they have in common: one cause is likelier than many.'
        : 'They come in one message because they have this in common: one cause is likelier than many.',
    named: named.map(one => lineOf(one, base)),
    others: rest === 0 ? null : `and ${rest} more`,
    causes: causesOf(alarms.filter(({ reason }) => reason !== 'resolved')),
    rules: byRule(alarms),
    all: base && `${base}/alerts`,
  }
}

/** An extra: a fault in it costs itself alone. */
function causesOf(alarms: SummaryInput['alarms']): readonly string[] {
  try {
    return sharedCauses(alarms)
  } catch {
    return []
  }
}

function groupName(group: Labels): string {
  const values = Object.values(group).filter(value => value !== '')
  return values.length === 0 ? 'one group' : values.join(', ')
}

function byRule(alarms: SummaryInput['alarms']): string {
  const counts = [...Map.groupBy(alarms, ({ episode }) => episode.rule)]
    .map(([name, group]) => ({ name: clean(name, 50), count: group.length }))
    .sort((a, b) => b.count - a.count)
  const shown = counts.slice(0, RULES).map(({ name, count }) => `${name} ${count}`)
  return [...shown, ...(counts.length > RULES ? [`${counts.length - RULES} more rules`] : [])].join(', ')
}

/** The same alarms at the same step make the same summary. */
function idOf(alarms: SummaryInput['alarms']): string {
  const names = alarms.map(({ episode }) => `${episode.id}.${episode.sequence}`).sort()
  return `s${createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 19)}`
}

function textOf({ verdict, why, named, others, causes, rules, all }: SummaryContent): string {
  return `${[
    wrap(verdict, ''),
    [linesText(named), ...(others === null ? [] : [others])].join('\n'),
    causes.length === 0
      ? null
      : [CAUSES_TITLE, ...causes.map(line => wrap(`- ${line}`, '    ', '  ')), `  ${NO_PROOF}`].join('\n'),
    wrap(rules, '  ', 'By rule: '),
    wrap(why, ''),
    all === null ? null : `All of them:\n${all}`,
  ]
    .filter(part => part !== null)
    .join('\n\n')}\n`
}

function htmlOf({
  subject,
  verdict,
  why,
  named,
  others,
  causes,
  rules,
  all,
  severity,
}: SummaryContent): string {
  const tone = named.some(({ worse }) => worse) ? 'worse' : 'better'
  const link =
    all !== null &&
    html`<p style="margin:14px 0 0"><a class="link" href="${all}" style="display:inline-block;padding:10px 0;font:600 15px/1.4 ${FONT};color:#1f5fa8">All of them</a></p>`
  return frame({
    title: subject,
    preheader: rules,
    tone,
    rows: [
      row([badgeHtml(severity, tone), headingHtml(verdict), paragraph(why, 'muted')], '22px 32px 0'),
      row([linesHtml(named), others !== null && paragraph(others, 'muted')], '18px 32px 0'),
      causes.length === 0
        ? null
        : row(
            [
              label(CAUSES_TITLE),
              causes.map(line => paragraph(keepTogether(line))),
              paragraph(NO_PROOF, 'muted'),
            ],
            '18px 32px 0',
          ),
      row([label('By rule'), paragraph(rules), link], '18px 32px 26px'),
    ],
    footer: ['One message stands for several alerts that come together.'],
  })
}
