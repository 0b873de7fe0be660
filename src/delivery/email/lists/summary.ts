// One email about many alerts: how many, the most severe by name and with its chart, and everything behind a link.
import { createHash } from 'node:crypto'
import type { Reason } from '../../../alerting/notification.ts'
import type { Millis } from '../../../core/clock.ts'
import type { Labels } from '../../../core/series-key.ts'
import type { Causes } from '../../../detection/causes/cause.ts'
import { CAUSES_TITLE } from '../../../presentation/cause-words.ts'
import { clean, cleanUrl } from '../../../presentation/clean.ts'
import type { FrozenMessage } from '../../outbox/message.ts'
import { type Draw, drawBy, drawCharts } from '../chart.ts'
import { alertContent } from '../content.ts'
import { freeze } from '../freeze.ts'
import type { AlertEmailInput, EmailSettings } from '../input.ts'
import { fitted, stateAndSize } from '../subject.ts'
import { wrap } from '../text.ts'
import { type Line, type Listed, linesOf, linesText, mostSevere } from './lines.ts'
import { sharedCauses } from './shared-causes.ts'
import { NO_PROOF, type SummaryContent, summaryHtml } from './summary-html.ts'

export interface SummaryInput {
  /** At least one. */
  alarms: ReadonlyArray<Omit<Listed, 'over'> & { reason: Reason; causes: Causes }>
  /** What they have in common; null where they are together only because they are many. */
  group: Labels | null
  /** Everything about the most severe of them that is a change of ours; null where there is none, or it cannot be read. */
  lead: AlertEmailInput | null
  at: Millis
}

/** As many as a reader looks through; the page lists them all. */
const NAMED = 20
const RULES = 8
/** Lines by which the reader may act: a link is as long as a line of text. */
const WITH_ACTS = 10

/** One message for each recipient; the same alarms give the same bytes. */
export function renderSummaryEmails(
  input: SummaryInput,
  recipients: readonly string[],
  settings: EmailSettings,
  draw: Draw = drawBy(settings),
): FrozenMessage[] {
  const content = summaryContent(input, settings)
  const { id, severity, subject, lead } = content
  const images = input.lead === null || lead?.chart == null ? [] : drawCharts(input.lead, lead.chart, draw)
  const shown =
    images.length === 0 && lead !== null ? { ...content, lead: { ...lead, chart: null } } : content
  const { about } = content
  return recipients.map(recipient => {
    const theirs = { ...shown, lines: linesFor(shown, recipient, input.at, settings) }
    const body = { subject, text: textOf(theirs), html: summaryHtml(theirs), images }
    return {
      ...freeze(body, { id, sequence: 1, recipient, at: input.at, state: 'summary', severity }, settings),
      about,
    }
  })
}

/** The first act of each alarm, which takes it on: the others are on its page. */
function linesFor(
  { lines, open }: Pick<SummaryContent, 'lines' | 'open'>,
  recipient: string,
  at: Millis,
  { actsFor }: EmailSettings,
): readonly Line[] {
  return lines.map((line, place) => {
    const episode = place < WITH_ACTS ? (open[place] ?? null) : null
    const acts = episode === null ? [] : (actsFor?.(episode, recipient, at) ?? []).slice(0, 1)
    return acts.length === 0 ? line : { ...line, acts }
  })
}

/** The alarm of which the lead of a summary is told: the most severe change of ours that still fires. */
export function leadOf<T extends Omit<Listed, 'over'> & { reason: Reason }>(alarms: readonly T[]): T | null {
  const firing = alarms.filter(({ episode, reason }) => episode.origin === 'change' && reason !== 'resolved')
  return mostSevere(firing, isOver, 1)[0] ?? null
}

function isOver({ reason }: { reason: Reason }): boolean {
  return reason === 'resolved'
}

export function summaryContent(
  { alarms, group, lead, at }: SummaryInput,
  settings: EmailSettings,
): SummaryContent {
  const over = alarms.filter(({ reason }) => reason === 'resolved').length
  const firing = alarms.length - over
  const pages = alarms.filter(({ episode, reason }) => reason !== 'resolved' && episode.severity === 'page')
  const counts = [firing === 0 ? null : `${firing} firing`, over === 0 ? null : `${over} resolved`].filter(
    part => part !== null,
  )
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  const worst = mostSevere(alarms, isOver)
  const listed = worst.map(one => ({ ...one, over: isOver(one) }))
  const what = group === null ? 'alerts at once' : `alerts of ${groupName(group)}`
  return {
    ...linesOf(listed, base, NAMED, alarms.length),
    ...namedBy(alarms),
    severity: pages.length === 0 ? 'watch' : 'page',
    subject: subjectOf({ alarms, group, worst }, firing, pages.length),
    verdict: `${alarms.length} ${clean(what, 200)}: ${counts.join(', ')}.${pagesWords(pages.length, firing)}`,
    why:
      group === null
        ? 'They come in one message so that none is lost among the others.'
        : 'They come in one message because they have this in common.',
    lead: lead && leadContent(lead, settings, at),
    causes: causesOf(alarms.filter(({ reason }) => reason !== 'resolved')),
    rules: byRule(alarms),
    all: base && `${base}/alerts`,
  }
}

function pagesWords(pages: number, firing: number): string {
  if (pages === 0) return ''
  if (pages === firing) return pages === 1 ? ' It is a page.' : ' All that fire are pages.'
  return pages === 1 ? ' 1 of them is a page.' : ` ${pages} of them are pages.`
}

/** Names the most severe, as much of it as there is room for, and how many there are. */
function subjectOf(
  { alarms, group, worst }: Pick<SummaryInput, 'alarms' | 'group'> & { worst: SummaryInput['alarms'] },
  firing: number,
  pages: number,
): string {
  const severity = firing === 0 ? 'RESOLVED' : pages > 0 ? 'PAGE' : 'WATCH'
  const count = `${alarms.length} alerts${group === null ? '' : ` of ${groupName(group)}`}`
  const [first] = worst
  if (first === undefined) return fitted(severity, count, [''])
  const title = clean(first.title, 200)
  const state = isOver(first) ? null : first.episode.origin === 'change' ? first.episode.change : null
  const sized = state === null ? [] : [`: ${title} ${stateAndSize(state, first.unit)}`]
  return fitted(severity, clean(count, 30), [...sized, `: ${title}`, ''])
}

/** An extra: a fault in it costs itself alone. */
function leadContent(lead: AlertEmailInput, settings: EmailSettings, at: Millis): SummaryContent['lead'] {
  try {
    const nobody = { address: '', contact: '', route: null, root: null }
    return alertContent({ ...lead, transition: { ...lead.transition, at } }, settings, nobody)
  } catch {
    return null
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
function namedBy(alarms: SummaryInput['alarms']): Pick<SummaryContent, 'id' | 'about'> {
  const named = alarms
    .map(({ episode: { id, sequence } }) => ({ name: `${id}.${sequence}`, episodeId: id, sequence }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const names = named.map(({ name }) => name).join(' ')
  return {
    id: `s${createHash('sha256').update(names).digest('hex').slice(0, 19)}`,
    about: named.map(({ episodeId, sequence }) => ({ episodeId, sequence })),
  }
}

function textOf({ verdict, why, lines, others, lead, causes, rules, all }: SummaryContent): string {
  return `${[
    wrap(verdict, ''),
    [linesText(lines), ...(others === null ? [] : [others])].join('\n'),
    causes.length === 0
      ? null
      : [CAUSES_TITLE, ...causes.map(line => wrap(`- ${line}`, '    ', '  ')), `  ${NO_PROOF}`].join('\n'),
    lead === null ? null : `The most severe\n${wrap(lead.verdict, '  ', '  ')}`,
    lead?.chart == null ? null : wrap(lead.chart.alt, ''),
    lead === null ? null : `Next\n${wrap(lead.action, '  ', '  ')}`,
    lead === null ? null : lead.links.map(({ label, url }) => `${label}:\n${url}`).join('\n'),
    all === null ? null : `All alerts:\n${all}`,
    wrap(rules, '  ', 'By rule: '),
    wrap(why, ''),
  ]
    .filter(part => part !== null && part !== '')
    .join('\n\n')}\n`
}
