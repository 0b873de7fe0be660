// What the email about a received alarm says: the words of whoever made it, in the order of our own emails.
import type { ReceivedEpisode } from '../../alerting/episode.ts'
import { formatMinute, formatSpan } from '../../core/format.ts'
import type { Labels } from '../../core/series-key.ts'
import { clean, cleanUrl } from '../../presentation/clean.ts'
import { badgeOf, type EmailContent, wayOf } from './content.ts'
import { facts, flappingText, momentText } from './facts.ts'
import type { Addressee, EmailSettings, Link, ReceivedEmailInput } from './input.ts'
import { actsOf } from './links.ts'
import { receivedSubject } from './subject.ts'

/** Labels that say more by being in the title than in the list. */
const TITLE_LABELS = 2

export function receivedContent(
  input: ReceivedEmailInput,
  settings: EmailSettings,
  addressee: Addressee,
): EmailContent {
  const { transition, flaps } = input
  const { episode, at } = transition
  const resolved = transition.to === 'resolved'
  const title = receivedTitle(episode)
  return {
    subject: receivedSubject(transition, title),
    preheader: resolved
      ? `Resolved after ${formatSpan(at - episode.pendingSince)}.`
      : `${summaryOf(episode)} Since ${formatMinute(episode.pendingSince)} UTC.`,
    state: resolved ? 'resolved' : 'firing',
    tone: resolved ? 'better' : 'worse',
    badge: badgeOf(input),
    verdict: resolved ? `${title} is resolved.` : summaryOf(episode),
    figures: null,
    facts: facts([
      ['Says', resolved ? summaryOf(episode) : descriptionOf(episode)],
      ['Since', momentText(episode.pendingSince, settings)],
      ['Resolved', resolved ? momentText(at, settings) : null],
      ['Labels', labelsText(episode.labels)],
      ['Flapping', flappingText({ ...input, flaps: flaps ?? null })],
    ]),
    causes: null,
    unaffected: [],
    chart: null,
    action: resolved
      ? 'Nothing has to be done. If somebody repaired it, note what helped.'
      : runbookOf(episode) === null
        ? 'Open the place where the alert was made.'
        : 'Follow the runbook.',
    links: linksOf(episode, settings),
    acts: actsOf(input, settings, addressee),
    why: [
      `Why you get this: ${senderOf(episode, settings)}; ${wayOf(addressee)}.`,
      `Alert: ${clean(episode.series, 300)}`,
      `Episode ${episode.id}, message ${episode.sequence}.`,
    ],
  }
}

/** `HighErrorRate of api, eu-1`: its name, then the labels that distinguish it from its like. */
export function receivedTitle({ rule, labels }: ReceivedEpisode): string {
  const shown = Object.keys(labels)
    .filter(name => !PLAIN.has(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .slice(0, TITLE_LABELS)
    .map(name => clean(labels[name] ?? '', 40))
    .filter(value => value !== '')
  const name = clean(rule, 80) || 'An alert without a name'
  return shown.length === 0 ? name : `${name} of ${shown.join(', ')}`
}

/** One sentence: what its author wrote, or its name where nothing was written. */
export function summaryOf(episode: ReceivedEpisode): string {
  return writtenOf(episode) ?? `${receivedTitle(episode)} is firing.`
}

/** What its author wrote about it in a sentence; null: nothing. */
export function writtenOf({ annotations }: ReceivedEpisode): string | null {
  const { summary, title, message, description } = annotations
  const words = clean(summary ?? title ?? message ?? description ?? '', 300)
  return words === '' ? null : words
}

/** What slowburn has to say of itself goes the same way, and says so. */
function senderOf({ annotations }: ReceivedEpisode, { installation }: EmailSettings): string {
  const here = clean(installation, 60)
  return annotations.sender === 'slowburn'
    ? `slowburn at ${here} raised it itself`
    : `an Alertmanager sent it to ${here}`
}

const PLAIN: ReadonlySet<string> = new Set(['alertname', 'severity', 'prometheus', 'monitor', 'replica'])
/** What people name first. */
const FIRST = ['service', 'job', 'instance', 'namespace', 'pod', 'cluster']

function rank(name: string): number {
  const place = FIRST.indexOf(name)
  return place < 0 ? FIRST.length : place
}

function descriptionOf({ annotations }: ReceivedEpisode): string | null {
  const text = clean(annotations.description ?? annotations.message ?? '', 600)
  return text === '' ? null : text
}

function labelsText(labels: Labels): string {
  const all = Object.keys(labels).sort()
  const shown = all.slice(0, 20).map(name => `${clean(name, 60)}=${clean(labels[name] ?? '', 80)}`)
  return [...shown, ...(all.length > shown.length ? [`and ${all.length - shown.length} more`] : [])].join(
    ', ',
  )
}

function runbookOf({ annotations }: ReceivedEpisode): string | null {
  return cleanUrl(annotations.runbook_url ?? annotations.runbook ?? null)
}

function linksOf(episode: ReceivedEpisode, settings: EmailSettings): Link[] {
  const { id, annotations, generatorUrl } = episode
  const base = cleanUrl(settings.baseUrl)?.replace(/\/+$/, '') ?? null
  return [
    { label: 'Open this alert', url: base && `${base}/alerts/${encodeURIComponent(id)}` },
    { label: 'Runbook', url: runbookOf(episode) },
    { label: 'Dashboard', url: cleanUrl(annotations.dashboard_url ?? annotations.dashboard ?? null) },
    { label: 'Where it was made', url: cleanUrl(generatorUrl) },
  ].flatMap(({ label, url }) => (url === null ? [] : [{ label, url }]))
}
