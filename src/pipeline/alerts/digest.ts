// Sends the reports that are due: one commit each holds its messages and that it was sent.

import { type Digest, lastDue } from '../../alerting/digest.ts'
import type { Episode } from '../../alerting/episode.ts'
import { contactsOf } from '../../alerting/routing/recipients.ts'
import type { Rota } from '../../alerting/routing/rota.ts'
import type { Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { EmailSettings } from '../../delivery/email/input.ts'
import type { DigestInput } from '../../delivery/email/lists/digest.ts'
import type { Listed } from '../../delivery/email/lists/lines.ts'
import { receivedTitle } from '../../delivery/email/received-content.ts'
import { type AskChannel, composeBy } from '../../delivery/notifiers/compose-by.ts'
import { type Contact, channels, recipientsBy } from '../../delivery/notifiers/registry.ts'
import type { OwedMessage } from '../../delivery/outbox/message.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import type { Live } from '../status.ts'
import { auditFacts } from './audit-facts.ts'

export interface DigestDeps {
  store: Store
  live: Live
  log: Logger
  digests: readonly Digest[]
  contacts: readonly Contact[]
  rotas: readonly Rota[]
  email: EmailSettings
  askChannel?: AskChannel
  settingsOf(series: Series): { indicator: Indicator } | null
}

/**
 * The first time a report is due after it was configured nothing is sent, for there is nothing before it. One that was
 * missed while slowburn was down is sent late and covers all the time since the last.
 */
export function sendDigests(deps: DigestDeps, now: Millis): void {
  const { store, log } = deps
  for (const digest of deps.digests) {
    const mark = `digest:${digest.name}` as const
    const before = store.series.mark(mark)
    const due = lastDue(digest, now)
    // A clock that has jumped back makes nothing due that was sent already.
    if (before !== null && due <= before) continue
    const messages = before === null ? [] : compose(deps, digest, before, due)
    store.transaction(() => {
      store.outbox.add(messages)
      store.series.setMark(mark, due)
    })
    if (before !== null) log.info('report sent', { digest: digest.name, messages: messages.length })
  }
}

function compose(deps: DigestDeps, digest: Digest, from: Millis, to: Millis): OwedMessage[] {
  const names = contactsOf(digest, deps.rotas, to)
  const left = new Set(deps.store.reports.left(digest.name))
  const contacts = deps.contacts.filter(({ name }) => names.includes(name))
  const { every, name } = digest
  const input = { ...contentOf(deps, from, to), name, every }
  return channels.flatMap(channel => {
    const { renderReport } = channel
    if (renderReport === null) return []
    const all = recipientsBy(channel, contacts).map(({ recipient }) => recipient)
    const recipients = [...new Set(all)].filter(recipient => !left.has(recipient))
    const about = [{ episodeId: `${name} ${new Date(to).toISOString()}`, sequence: 1 }]
    const { email: settings, log, askChannel: ask } = deps
    const owed = { about, namesItself: true, recipients, at: to, settings, log, ask }
    return composeBy(channel, owed, () => renderReport(input, recipients, deps.email))
  })
}

function contentOf(
  { store, live, settingsOf }: DigestDeps,
  from: Millis,
  to: Millis,
): Pick<DigestInput, 'from' | 'to' | 'standing' | 'resolved' | 'facts'> {
  const known = new Map(store.series.all().map(series => [series.id, series]))
  const listed = (episode: Episode, over: boolean): Listed[] => {
    if (episode.origin === 'received') return [{ episode, title: receivedTitle(episode), unit: null, over }]
    const series = known.get(episode.seriesId)
    const settings = series === undefined ? null : settingsOf(series)
    if (series === undefined || settings === null) return []
    return [{ episode, title: seriesTitle(series), unit: settings.indicator.unit, over }]
  }
  return {
    from,
    to,
    standing: store.episodes
      .open()
      .filter(({ state }) => state === 'firing')
      .flatMap(episode => listed(episode, false)),
    resolved: store.episodes
      .resolvedSince(from)
      .filter(({ notified }) => notified !== undefined)
      .flatMap(episode => listed(episode, true)),
    facts: [
      { label: 'Series', value: seriesWords(live, known.size) },
      { label: 'Sources', value: sourceWords(live) },
      { label: 'Messages', value: messageWords(store) },
      ...auditFacts(store.audits.list(AUDITS), to),
    ],
  }
}

/** Of so many the latest before a report that is sent late is among. */
const AUDITS = 30

function seriesWords({ verdicts }: Live, all: number): string {
  const count = (status: string): number =>
    [...verdicts.values()].filter(verdict => verdict.status === status).length
  return `${all} watched: ${count('quiet')} quiet, ${count('alarm')} changed, ${count('warming')} warming up`
}

function sourceWords({ sources }: Live): string {
  const down = [...sources.values()].filter(({ up }) => !up).map(({ name }) => name)
  if (down.length > 0) return `${down.join(', ')} cannot be read`
  return sources.size === 1 ? 'the source is read' : `all ${sources.size} are read`
}

function messageWords({ outbox }: Store): string {
  const { accepted, dead, queued, attempting } = outbox.summary().counts
  return `${accepted} accepted, ${queued + attempting} waiting, ${dead} given up, of those still kept`
}
