// A platform as the pages would see it: seven changes, twenty quiet series, three mails; and hostile variants.
import type { Episode } from '../../../src/alerting/episode.ts'
import { alertLabels } from '../../../src/alerting/muting/silence.ts'
import { matchesLabels } from '../../../src/alerting/routing/matcher.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Labels } from '../../../src/core/series-key.ts'
import { stateOf } from '../../../src/presentation/change/sentences.ts'
import { cardWords } from '../../../src/presentation/sensitivity-words.ts'
import { seriesTitle } from '../../../src/presentation/series-words.ts'
import type {
  AlertDetail,
  ChangeView,
  IncidentView,
  MailMessage,
  Overview,
  SeriesDetail,
  Views,
} from '../../../src/queries/views.ts'
import { keptAudit, keptCard } from '../audit/kept.ts'
import { lettersAbout } from './letters.ts'
import { NOW } from './moment.ts'
import { PLANTED, plantedDetail } from './planted.ts'
import { clearedOf, QUIET, quietDetail } from './quiet.ts'

/** Names that the fixture lets a test replace, to see what hostile text does to the pages. */
export interface FixtureOptions {
  /** Applied to every string that comes from outside: labels, errors, subjects, rules, helps. */
  text?: (original: string) => string
  overview?: Partial<Overview>
}

export interface Fixture {
  views: Views
  overview: Overview
  details: readonly SeriesDetail[]
  alerts: readonly AlertDetail[]
  messages: readonly MailMessage[]
}

export async function fixture({ text = same => same, overview = {} }: FixtureOptions = {}): Promise<Fixture> {
  const relabel = (labels: Labels): Labels =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, text(value)]))
  const planted = PLANTED.map((plan, index) => plantedDetail(plan, index + 1, text, relabel(plan.labels)))
  const quiet = QUIET.map((plan, index) => quietDetail(plan, index + 101, text, relabel(plan.labels)))
  const alerts = planted.slice(0, 6).map(detail => alertOf(detail, text))
  const messages = await lettersAbout(alerts.slice(0, 3), text)
  for (const [index, message] of messages.entries()) {
    const alert = alerts[index]
    if (alert !== undefined) alerts[index] = { ...alert, messages: [message] }
  }
  const details = [...planted, ...quiet]
  const standing = planted
    .flatMap(({ changes }) => changes.slice(0, 1))
    .sort((a, b) => b.change.evidence - a.change.evidence)
  const base: Overview = {
    service: { name: text('acme task platform'), version: '0.1.0' },
    now: NOW,
    demo: { note: 'An invented platform, living 60 times as fast as the clock on the wall.' },
    lastTickAt: NOW - 12_000,
    tickFault: null,
    staleAfter: 5 * MINUTE,
    sources: sourcesOf(text),
    notifierFaults: [],
    indicatorFaults: [],
    interrupted: [],
    metricFaults: [],
    pageFaults: [],
    failings: [],
    strayFaults: [],
    calendarFaults: [],
    disabledDetectors: [],
    standing,
    incidents: standing.map(incidentOf),
    cleared: [clearedOf(quiet[0], text)].flatMap(change => (change === null ? [] : [change])),
    counts: { page: 6, watch: 1, warming: 3, quiet: quiet.length - 3 },
    received: { firing: 0, pages: 0, first: [] },
    setAside: { rows: 0, first: [] },
    mail: { dead: 0, waiting: 1 },
    ...overview,
  }
  return { views: viewsOf(base, details, alerts, messages), overview: base, details, alerts, messages }
}

/** An incident of one change alone. */
function incidentOf(root: ChangeView): IncidentView {
  const { raisedAt: openedAt } = root
  return {
    id: `incident-${root.series.id}`,
    nature: 'change',
    openedAt,
    closedAt: null,
    mergedInto: null,
    explanation: null,
    root,
    symptoms: [],
    events: [{ at: openedAt, what: 'opened', series: [seriesTitle(root.series)], other: null }],
  }
}

function sourcesOf(text: (original: string) => string): Overview['sources'] {
  const fine = { up: true, error: null, progress: null, halfRead: false, problems: [] }
  return [
    {
      ...fine,
      name: text('platform_db'),
      completeUpTo: NOW - 40_000,
      lastSuccessAt: NOW - 12_000,
      problems: [
        {
          where: text('execution_tasks.ai_model'),
          message: text(
            'the column does not exist, yet the platform writes it: tasks are recorded as failed',
          ),
          remedy: text('Add the column, or stop writing it. These failures are counted as phantom failures.'),
          refused: 0,
        },
        { where: text('execution_tasks'), message: text('completed before it was created'), refused: 3 },
      ],
    },
    { ...fine, name: text('claims_log'), completeUpTo: NOW - 90_000, lastSuccessAt: NOW - 15_000 },
    {
      ...fine,
      name: text('drone_ledger'),
      up: false,
      error: text('connect ECONNREFUSED 127.0.0.1:5433'),
      completeUpTo: NOW - 0.9 * DAY,
      lastSuccessAt: NOW - 0.9 * DAY,
    },
  ]
}

function alertOf({ series, plot, changes }: SeriesDetail, text: (original: string) => string): AlertDetail {
  const view = changes[0]
  if (view === undefined) throw new TypeError('a planted series has a change')
  const firing = view.alert?.state === 'firing'
  const episode: Episode = {
    origin: 'change',
    id: view.alert?.id ?? `none-${series.id}`,
    rule: text('drift'),
    series: series.key,
    seriesId: series.id,
    state: firing ? 'firing' : 'pending',
    sequence: firing ? 1 : 0,
    severity: view.severity,
    pendingSince: view.raisedAt,
    firingSince: firing ? view.raisedAt + 10 * MINUTE : null,
    lastActiveAt: NOW - 12_000,
    resolvedAt: null,
    change: view.change,
  }
  return {
    episode,
    title: seriesTitle(series),
    words: stateOf(view.change),
    since: view.change.onset.value,
    series,
    detector: view.detector,
    runbook: 'https://runbooks.example.org/drift',
    causes: view.causes,
    carried: view.carried,
    acceptance: null,
    plot,
    history: [
      { at: view.raisedAt, what: 'pending', detail: text('evidence passed the page threshold'), who: null },
      ...(firing
        ? [{ at: view.raisedAt + 10 * MINUTE, what: 'firing', detail: text('stood for 10m'), who: null }]
        : []),
    ],
    messages: [],
    suppressed: firing ? [{ episodeId: episode.id, contact: text('on call'), ...HELD_BACK }] : [],
  }
}

const HELD_BACK = { reason: 'rate limit', by: null, until: NOW + HOUR } as const

function viewsOf(
  overview: Overview,
  details: readonly SeriesDetail[],
  alerts: readonly AlertDetail[],
  messages: readonly MailMessage[],
): Views {
  return {
    overview: () => overview,
    seriesList: ({ text, offset, limit }) => {
      const rows = details.filter(({ series }) => series.key.toLowerCase().includes(text.toLowerCase()))
      return { total: rows.length, rows: rows.slice(offset, offset + limit) }
    },
    series: id => details.find(({ series }) => series.id === id) ?? null,
    points: (id, from, limit) => {
      const detail = details.find(({ series }) => series.id === id)
      if (detail === undefined) return null
      return detail.plot.points
        .filter(({ at }) => at >= from)
        .slice(0, limit)
        .map(({ at, value, lower = null, upper = null }) => ({ at, value, lower, upper, n: 37 }))
    },
    lookBack: id => {
      const detail = details.find(({ series }) => series.id === id)
      return detail === undefined ? null : { look: detail.lookBack }
    },
    alerts: ({ offset, limit }) => {
      const firing = alerts.filter(({ episode }) => episode.state === 'firing').length
      const rows = alerts.slice(offset, offset + limit)
      return { firing, pending: alerts.length - firing, total: alerts.length, rows }
    },
    incidents: limit => overview.incidents.slice(0, limit),
    incident: id => overview.incidents.find(one => one.id === id) ?? null,
    openIncidents: () =>
      overview.incidents.flatMap(({ id, root }) =>
        id === null ? [] : [{ id, title: seriesTitle(root.series) }],
      ),
    alert: id => alerts.find(({ episode }) => episode.id === id) ?? null,
    covered: matchers =>
      alerts.filter(({ episode, series }) => matchesLabels(matchers, alertLabels(episode, series))),
    audits: limit => ({
      audits: [keptAudit({ endedAt: NOW - HOUR })].slice(0, limit),
      cards: [{ id: 1, title: 'Task run time p50 of build', words: cardWords(keptCard()) }],
      total: 1,
      rollouts: [],
    }),
    mailbox: limit => ({
      ways: [{ channel: 'email', to: 'folder', at: 'slowburn-data/mail' }],
      messages: messages.slice(0, limit),
    }),
    message: id => messages.find(message => message.id === id) ?? null,
  }
}
