// What the decision on alerts is made of, read from the store: what stands, what is open, and what mutes it.
import type { DecisionInput } from '../../alerting/decide.ts'
import type { Episode } from '../../alerting/episode.ts'
import { alertLabels } from '../../alerting/muting/silence.ts'
import type { Policy } from '../../alerting/planning/plan.ts'
import type { Rule } from '../../alerting/rule.ts'
import type { Millis } from '../../core/clock.ts'
import { type Contact, isProgram, recipientsOf } from '../../delivery/notifiers/registry.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import { incidentFinder } from './incidents.ts'
import { listenedAt } from './listening.ts'

export interface QuestionDeps {
  store: Store
  alerting: {
    rules: readonly Rule[]
    contacts: readonly Contact[]
    policy: Policy
    /** How long a received alarm stands of which nothing more is heard. */
    patience: Millis
  }
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
}

export interface Question extends DecisionInput {
  /** Series by id whose indicator is still computed: the others raise nothing and are not spoken of. */
  known: Known
}

/** Changes of a series count once it `isCaughtUp`: nobody is notified of half a history. What was raised stands on. */
export function readQuestion(
  deps: QuestionDeps,
  now: Millis,
  isCaughtUp: (series: Series) => boolean,
): Question {
  const known = knownSeries(deps)
  const open = deps.store.episodes.open()
  const raised = new Set(open.flatMap(one => (one.origin === 'change' ? [one.seriesId] : [])))
  const standing = standingChanges(deps.store, known, raised).filter(
    ({ series }) => raised.has(series.id) || isCaughtUp(series),
  )
  return { ...questionOf(deps, known, standing, now), known }
}

type Known = ReadonlyMap<number, Series>

function knownSeries({ store, settingsOf }: QuestionDeps): Known {
  const all = store.series.all().filter(one => settingsOf(one) !== null)
  return new Map(all.map(one => [one.id, one]))
}

/**
 * Alerts are evaluated between detection and fleet control, too, for others have their turn in both: a page that was not
 * granted yet is a watch where something was raised of its series already, and waits where nothing was.
 */
function standingChanges(
  { changes }: Store,
  known: Known,
  raised: ReadonlySet<number>,
): NonNullable<DecisionInput['standing']> {
  const granted = changes.fleet()?.granted
  return changes.allStanding().flatMap(record => {
    const series = known.get(record.seriesId)
    if (series === undefined) return []
    const isClaim =
      record.alarm.severity === 'page' && granted !== undefined && !(String(record.seriesId) in granted)
    if (!isClaim) return [{ record, series }]
    if (!raised.has(record.seriesId)) return []
    return [{ record: { ...record, alarm: { ...record.alarm, severity: 'watch' as const } }, series }]
  })
}

function questionOf(
  { store, alerting }: QuestionDeps,
  known: Known,
  standing: DecisionInput['standing'],
  now: Millis,
): DecisionInput {
  const { rules, contacts, policy, patience } = alerting
  const programs = new Set(contacts.filter(isProgram).map(({ name }) => name))
  const window = policy.flapping?.within ?? 0
  return {
    rules,
    open: store.episodes.open(),
    owedEnds: store.episodes.owedEnds(),
    standing,
    now,
    ended: id => store.episodes.get(id),
    policy,
    silences: store.silences.current(now),
    labelsOf: episode => labelsOf(episode, known),
    firingsOf: ({ rule, series, firingSince }) =>
      store.history.firings(rule, series, (firingSince ?? now) - window),
    unreachableOf: unreachable(store, contacts),
    rateLimit: store.rateLimit.load(),
    isProgram: contact => programs.has(contact),
    incidentOf: incidentFinder(store),
    patience,
    listened: listenedAt(store.series, now, patience),
  }
}

/** What matchers see of an episode. */
function labelsOf(episode: Episode, known: Known): ReturnType<typeof alertLabels> {
  return alertLabels(episode, episode.origin === 'change' ? (known.get(episode.seriesId) ?? null) : null)
}

/** Contacts none of whose addresses took the latest message about an episode. */
function unreachable(
  { outbox }: Store,
  contacts: readonly Contact[],
): (episode: Episode) => ReadonlySet<string> {
  const dead = Map.groupBy(outbox.unreached(), ({ episodeId }) => episodeId)
  return ({ id }) => {
    const deaf = new Set((dead.get(id) ?? []).map(({ recipient }) => recipient))
    if (deaf.size === 0) return NOBODY
    return new Set(
      contacts
        .filter(contact => recipientsOf(contact).every(recipient => deaf.has(recipient)))
        .map(({ name }) => name),
    )
  }
}

const NOBODY: ReadonlySet<string> = new Set()
