// What a replay has shown: which incidents there were, when, and which messages about them to whom.
import { createHash } from 'node:crypto'
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { SeriesKey } from '../../core/series-key.ts'
import { stateAndSize } from '../../delivery/email/subject.ts'
import type { OwedMessage } from '../../delivery/outbox/message.ts'
import type { ChangeRecord, Monitor, Severity } from '../../detection/change.ts'
import { type Incident, rootOf } from '../../incidents/incident.ts'
import type { CauseFinder } from '../../pipeline/alerts/causes.ts'
import type { Plan } from '../../pipeline/plan.ts'
import type { Plot } from '../../presentation/charts/plot.ts'
import { seriesTitle } from '../../presentation/series-words.ts'
import { plotOf } from '../../queries/plots/plot.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import { readLetter } from '../../web/mailbox/rendered-message.ts'

export interface ReplayedIncident {
  id: string
  /** Its root: `Task run time p50 of build`. */
  title: string
  /** What its root did, as last described: `stepped up +35 %`. */
  what: string
  severity: Severity
  /** When it had begun, as last described. */
  onset: Millis
  openedAt: Millis
  /** Null: it stood at the end. */
  closedAt: Millis | null
  series: readonly SeriesKey[]
  /** Its root, drawn. */
  plot: Plot
  /** When the first message about it was owed; null: nobody was notified. */
  notifiedAt: Millis | null
}

export interface ReplayedMessage {
  at: Millis
  channel: string
  to: string
  subject: string
  /** Its plain text; of a channel that has none, what it would have been sent. */
  text: string
  /** Of its bytes, SHA-256 in hex: two messages of one digest are the same. */
  digest: string
  /** Incidents that it is about; empty of a report. */
  incidents: readonly string[]
}

export interface Outcome {
  incidents: readonly ReplayedIncident[]
  messages: readonly ReplayedMessage[]
}

export interface OutcomeInput {
  /** The store that the replay has filled. */
  scratch: Store
  monitor: Monitor
  causes: CauseFinder
  settingsOf: Plan['settingsOf']
  /** Every message that was owed, in order. */
  owed: readonly OwedMessage[]
  from: Millis
  to: Millis
}

/** Of a series, at least. */
const SHOWN: Millis = 30 * DAY

const EVERYTHING = Number.MAX_SAFE_INTEGER

/** What falls into the span: incidents that stood in it, messages that were owed in it. */
export function outcomeOf(input: OutcomeInput): Outcome {
  const { scratch, owed, from, to } = input
  const known = new Map(scratch.series.all().map(one => [one.id, one]))
  const all = scratch.incidents.list(EVERYTHING).toReversed()
  const incidentsOf = incidentFinder(scratch, all)
  const messages = owed
    .filter(({ createdAt }) => createdAt >= from && createdAt <= to)
    .map(message => messageOf(message, incidentsOf))
  const firstAbout = new Map<string, Millis>()
  for (const message of owed) {
    for (const id of incidentsOf(message))
      firstAbout.set(id, Math.min(firstAbout.get(id) ?? Infinity, message.createdAt))
  }
  const incidents = all
    .filter(({ mergedInto }) => mergedInto === null)
    .filter(({ openedAt, closedAt }) => openedAt <= to && (closedAt ?? to) >= from)
    .flatMap(incident => described(incident, known, input, firstAbout.get(incident.id) ?? null))
  return { incidents, messages }
}

function described(
  { id, members, openedAt, closedAt }: Incident,
  known: ReadonlyMap<number, Series>,
  { scratch, settingsOf, monitor, causes }: OutcomeInput,
  notifiedAt: Millis | null,
): ReplayedIncident[] {
  const root = rootOf({ members })
  const [series, record] = [known.get(root.series), scratch.changes.get(root.change)]
  if (series === undefined || record === null) return []
  const severities = members.flatMap(({ change }) => scratch.changes.get(change)?.alarm.severity ?? [])
  return [
    {
      id,
      title: seriesTitle(series),
      what: whatOf(record, series, settingsOf),
      severity: severities.includes('page') ? 'page' : 'watch',
      onset: record.change.onset.value,
      openedAt,
      closedAt,
      series: members.flatMap(one => known.get(one.series)?.key ?? []),
      plot: plotOf(series, record, SHOWN, { store: scratch, monitor, causes }),
      notifiedAt,
    },
  ]
}

function whatOf({ change }: ChangeRecord, series: Series, settingsOf: Plan['settingsOf']): string {
  return stateAndSize(change, settingsOf(series)?.indicator.unit ?? null)
}

/** Which incidents a message is about: those of the changes with which its alerts began, as they are after all merging. */
function incidentFinder(
  { episodes, incidents }: Store,
  all: readonly Incident[],
): (message: OwedMessage) => string[] {
  const byChange = new Map<string, string>()
  for (const { id, mergedInto, members } of all) {
    for (const { series, raisedAt } of members) {
      const name = `${series} ${raisedAt}`
      if (mergedInto === null || !byChange.has(name)) byChange.set(name, id)
    }
  }
  const present = (id: string): string => {
    const into = incidents.get(id)?.mergedInto ?? null
    return into === null ? id : present(into)
  }
  return ({ episodeId, about = [{ episodeId, sequence: 0 }] }) => {
    const found = about.flatMap(one => {
      const episode = episodes.get(one.episodeId)
      if (episode?.origin !== 'change') return []
      const id = byChange.get(`${episode.seriesId} ${episode.pendingSince}`)
      return id === undefined ? [] : [present(id)]
    })
    return [...new Set(found)]
  }
}

function messageOf(message: OwedMessage, incidentsOf: (message: OwedMessage) => string[]): ReplayedMessage {
  const { createdAt: at, channel, recipient: to, subject, bytes } = message
  const text = channel === 'email' ? (readLetter(bytes).text ?? '') : new TextDecoder().decode(bytes)
  return {
    at,
    channel,
    to,
    subject,
    text: text.replaceAll('\r\n', '\n').trimEnd(),
    digest: createHash('sha256').update(bytes).digest('hex'),
    incidents: incidentsOf(message),
  }
}
