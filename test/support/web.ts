// A platform as the pages would see it: seven changes, twenty quiet series, three mails; and hostile variants.
import { createTransport } from 'nodemailer'
import type { Episode } from '../../src/alerting/episode.ts'
import { alertLabels } from '../../src/alerting/muting/silence.ts'
import { matchesLabels } from '../../src/alerting/routing/matcher.ts'
import type { AccessSettings } from '../../src/config/access.ts'
import { type Millis, manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { type Labels, seriesKey } from '../../src/core/series-key.ts'
import { NOTHING_KNOWN } from '../../src/detection/causes/cause.ts'
import type { Change, ChangeKind, Severity } from '../../src/detection/change.ts'
import type { Release } from '../../src/events/release.ts'
import type { Unit } from '../../src/indicators/indicator.ts'
import { stateOf } from '../../src/presentation/change/sentences.ts'
import { type Plot, type PlotPoint, regimeOf } from '../../src/presentation/charts/plot.ts'
import { seriesTitle } from '../../src/presentation/series-words.ts'
import type {
  AlertDetail,
  ChangeView,
  MailMessage,
  Overview,
  SeriesDetail,
  SeriesIdentity,
  SeriesStatus,
  Views,
} from '../../src/queries/views.ts'
import type { WebDeps } from '../../src/web/deps.ts'

export const NOW: Millis = Date.UTC(2026, 10, 23, 6, 40)

/** Uniform in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Planted {
  indicator: string
  help: string
  unit: Unit
  labels: Labels
  good: 'up' | 'down' | null
  base: number
  noise: number
  kind: ChangeKind
  direction: 'up' | 'down'
  severity: Severity
  onsetDaysAgo: number
  to: number
  evidence: number
  note?: string
}

const RUN_TIME = 'Median time from the start of a task to its end.'

const PLANTED: readonly Planted[] = [
  {
    indicator: 'task_run_time_p50',
    help: RUN_TIME,
    unit: 'seconds',
    labels: { task_type: 'build' },
    good: 'down',
    base: 402,
    noise: 0.06,
    kind: 'slope',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 31,
    to: 512,
    evidence: 22,
    note: 'Reconstructed: one worker takes the tasks in order (concurrency 1), so a task starts when the one before it ends.',
  },
  {
    indicator: 'task_run_time_p50',
    help: RUN_TIME,
    unit: 'seconds',
    labels: { task_type: 'review' },
    good: 'down',
    base: 96,
    noise: 0.05,
    kind: 'level',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 6.9,
    to: 129.6,
    evidence: 41,
  },
  {
    indicator: 'claimed_verified_gap',
    help: 'By how much claimed success exceeds verified success.',
    unit: 'ratio',
    labels: { claim_type: 'feature_live' },
    good: 'down',
    base: 0.08,
    noise: 0.15,
    kind: 'slope',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 24,
    to: 0.31,
    evidence: 16.2,
  },
  {
    indicator: 'roi_latency_p50',
    help: 'Median time from money spent to value realised, with pending value censored.',
    unit: 'seconds',
    labels: { category: 'content' },
    good: 'down',
    base: 6.2 * 86_400,
    noise: 0.05,
    kind: 'slope',
    direction: 'up',
    severity: 'watch',
    onsetDaysAgo: 40,
    to: 11.4 * 86_400,
    evidence: 11.8,
  },
  {
    indicator: 'task_phantom_failure_rate',
    help: 'Share of ended tasks whose work was done but whose recording failed.',
    unit: 'ratio',
    labels: { task_type: 'research' },
    good: 'down',
    base: 0.011,
    noise: 0.3,
    kind: 'level',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 2.2,
    to: 0.94,
    evidence: 120,
  },
  {
    indicator: 'task_run_time_p95',
    help: '95th percentile of the time from the start of a task to its end.',
    unit: 'seconds',
    labels: { task_type: 'deploy' },
    good: 'down',
    base: 610,
    noise: 0.08,
    kind: 'stuck',
    direction: 'up',
    severity: 'page',
    onsetDaysAgo: 3.4,
    to: 900,
    evidence: 33,
  },
  {
    indicator: 'observations_per_bucket',
    help: 'Readings of a gauge in a bucket.',
    unit: 'count',
    labels: { source: 'drone_ledger', name: 'income_drones' },
    good: null,
    base: 58,
    noise: 0.12,
    kind: 'missing',
    direction: 'down',
    severity: 'page',
    onsetDaysAgo: 0.9,
    to: 0,
    evidence: 14.5,
  },
]

function shape(planted: Planted, at: Millis, random: number): number | null {
  const { base, to, kind, noise, onsetDaysAgo } = planted
  const onset = NOW - onsetDaysAgo * DAY
  const wobble = 1 + noise * (random * 2 - 1)
  const daily = 1 + 0.03 * Math.sin((at / DAY) * 2 * Math.PI)
  if (at < onset) return base * wobble * daily
  if (kind === 'missing') return null
  if (kind === 'stuck') return to
  const share = kind === 'slope' ? (at - onset) / (NOW - onset) : 1
  const level = (base + (to - base) * share) * wobble
  return planted.unit === 'ratio' ? Math.min(level, 1) : level * daily
}

function pointsOf(
  value: (at: Millis, random: number) => number | null,
  seed: number,
  days: number,
): PlotPoint[] {
  const hours = days * 24
  const random = seeded(seed)
  return Array.from({ length: hours }, (_, index): PlotPoint => {
    const at = Math.floor(NOW / HOUR) * HOUR - (hours - index) * HOUR
    const gap = random() < 0.015
    const number = value(at, random())
    if (gap || number === null) return { at, value: null, lower: null, upper: null }
    const half = Math.abs(number) * (0.04 + 0.03 * random())
    return { at, value: number, lower: number - half, upper: number + half }
  })
}

function plotOf(points: PlotPoint[], base: number, noise: number, change: Change | null): Plot {
  const from = points[0]?.at ?? NOW
  const half = Math.abs(base) * (noise + 0.05)
  return {
    points,
    bucket: HOUR,
    band: [{ at: from, lower: base - half, upper: base + half }],
    onset: change?.onset ?? null,
    regime: change && regimeOf(change, null),
  }
}

function identityOf(
  id: number,
  indicator: string,
  labels: Labels,
  rest: Pick<SeriesIdentity, 'help' | 'unit' | 'goodDirection' | 'note'>,
): SeriesIdentity {
  return { id, key: seriesKey(indicator, labels), indicator, labels, bucket: HOUR, ...rest }
}

function changeOf(planted: Planted): Change {
  const { base, to, kind, direction, good, onsetDaysAgo, evidence } = planted
  const at = Math.floor((NOW - onsetDaysAgo * DAY) / HOUR) * HOUR
  const about = kind === 'slope' ? 2 * DAY : kind === 'missing' ? 0 : 5 * HOUR
  const relative = to / base - 1
  return {
    kind,
    kindProbability: 0.97,
    alternative: null,
    direction,
    good: kind === 'stuck' || kind === 'missing' || good === null ? null : good === direction,
    onset: { value: at, lower: at - about, upper: at + about },
    effect: {
      absolute: { value: to - base, lower: (to - base) * 0.88, upper: (to - base) * 1.12 },
      relative:
        kind === 'missing' ? null : { value: relative, lower: relative * 0.88, upper: relative * 1.12 },
      sigma: 4.2,
    },
    from: base,
    to,
    breach: null,
    evidence,
  }
}

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
    staleAfter: 5 * MINUTE,
    sources: sourcesOf(text),
    indicatorFaults: [],
    standing,
    cleared: [clearedOf(quiet[0], text)].flatMap(change => (change === null ? [] : [change])),
    counts: { page: 6, watch: 1, warming: 3, quiet: quiet.length - 3 },
    mail: { dead: 0, waiting: 1 },
    ...overview,
  }
  return { views: viewsOf(base, details, alerts, messages), overview: base, details, alerts, messages }
}

function plantedDetail(
  plan: Planted,
  id: number,
  text: (original: string) => string,
  labels: Labels,
): SeriesDetail {
  const change = changeOf(plan)
  const days = Math.max(14, Math.ceil(plan.onsetDaysAgo) + 10)
  const points = pointsOf((at, random) => shape(plan, at, random), id, days)
  const plot = plotOf(points, plan.base, plan.noise, change)
  const series = identityOf(id, plan.indicator, labels, {
    help: text(plan.help),
    unit: plan.unit,
    goodDirection: plan.good,
    note: plan.note ?? null,
  })
  const status: SeriesStatus = { name: plan.severity }
  const releases = releasesOf(change, text)
  const view: ChangeView = {
    id: `${id}:${change.onset.value}`,
    series,
    severity: plan.severity,
    change,
    raisedAt: change.onset.value + 9 * HOUR,
    clearedAt: null,
    causes: {
      told: releases.slice(0, 1).map(release => ({ kind: 'release', release })),
      further: 0,
      known: { releases: true, models: true },
    },
    alert:
      id === 7 ? null : { id: `drift{"${id}"}`, rule: text('drift'), state: id === 4 ? 'pending' : 'firing' },
    plot,
  }
  return { ...detailOf(series, status, { ...plot, releases }), changes: [view] }
}

/** The first coincides with the change. */
function releasesOf({ onset }: Change, text: (original: string) => string): Release[] {
  return [-20 * MINUTE, -3 * DAY, -10 * DAY].map((after, index) => ({
    id: `platform:deployments:${index}:rollout`,
    at: onset.value + after,
    version: text(`2.${9 - index}.0`),
    component: text('worker'),
    environment: null,
    note: index === 0 ? text('new queue') : null,
    source: text('platform_db'),
    by: null,
  }))
}

function detailOf(series: SeriesIdentity, status: SeriesStatus, plot: Plot): SeriesDetail {
  const point = plot.points.at(-1)
  const last =
    point === undefined
      ? null
      : {
          at: point.at,
          value: point.value,
          lower: point.lower ?? null,
          upper: point.upper ?? null,
          n: point.value === null ? 4 : 37,
        }
  return {
    series,
    status,
    last,
    silence: last !== null && last.value === null ? 'insufficient' : null,
    plot,
    family: series.unit === 'seconds' ? 'positive' : series.unit === 'ratio' ? 'proportion' : 'count',
    minimum: 20,
    maturity: 0,
    changes: [],
    lookBack: lookBackOf(plot),
  }
}

/** Where the course has a known onset, a step there that may have been a slope. */
function lookBackOf({ points, onset, bucket }: Plot): SeriesDetail['lookBack'] {
  const [first] = points
  const lookedAt = NOW - 5 * HOUR
  if (first === undefined) return { lookedAt, found: null }
  const change = {
    kind: 'level',
    kindProbability: 0.62,
    alternative: 'slope',
    direction: 'up',
    until: null,
    back: false,
    effect: {
      absolute: { value: 100, lower: 80, upper: 120 },
      relative: { value: 0.25, lower: 0.2, upper: 0.3 },
      sigma: 2.5,
    },
    from: 400,
    to: 500,
    breach: null,
  } as const
  return {
    lookedAt,
    found: {
      from: first.at,
      to: points.at(-1)?.at ?? first.at,
      points: points.length,
      season: 24 * bucket,
      changes: onset === null ? [] : [{ ...change, onset }],
      unconfirmed: [],
    },
  }
}

interface Quiet {
  indicator: string
  labels: Labels
  unit: Unit
  base: number
}

const TASK_TYPES = ['build', 'review', 'research', 'deploy', 'content']
const QUIET: readonly Quiet[] = [
  ...TASK_TYPES.map(type => ({
    indicator: 'task_queue_wait_p95',
    labels: { task_type: type },
    unit: 'seconds' as const,
    base: 1860 + type.length * 400,
  })),
  ...TASK_TYPES.map(type => ({
    indicator: 'task_failure_rate',
    labels: { task_type: type },
    unit: 'ratio' as const,
    base: 0.02 + type.length / 400,
  })),
  ...TASK_TYPES.map(type => ({
    indicator: 'task_throughput',
    labels: { task_type: type },
    unit: 'count' as const,
    base: 12 + type.length,
  })),
  ...['sonnet-4', 'opus-4', 'local-7b'].map(model => ({
    indicator: 'task_cost',
    labels: { model },
    unit: 'unitless' as const,
    base: 0.04 + model.length / 100,
  })),
  { indicator: 'backlog_growth', labels: {}, unit: 'ratio', base: 0.98 },
  { indicator: 'task_total_time_p50', labels: { task_type: 'content' }, unit: 'seconds', base: 4300 },
]

function quietDetail(
  { indicator, unit, base }: Omit<Quiet, 'labels'>,
  id: number,
  text: (original: string) => string,
  labels: Labels,
): SeriesDetail {
  const warming = id >= 118
  const points = pointsOf((_at, random) => base * (1 + 0.1 * (random * 2 - 1)), id, 14).slice(
    warming ? 124 : 0,
  )
  const plot = plotOf(points, base, 0.1, null)
  const series = identityOf(id, indicator, labels, {
    help: text('How long, how often, how much.'),
    unit,
    goodDirection: unit === 'count' ? 'up' : 'down',
    note: null,
  })
  const status: SeriesStatus = warming
    ? { name: 'warming', have: 212, need: 336 }
    : { name: 'quiet', blind: [] }
  return detailOf(series, status, warming ? { ...plot, band: [] } : plot)
}

function clearedOf(detail: SeriesDetail | undefined, text: (original: string) => string): ChangeView | null {
  if (detail === undefined) return null
  const onset = NOW - 9 * DAY
  return {
    id: `${detail.series.id}:${onset}`,
    series: detail.series,
    severity: 'watch',
    change: {
      kind: 'level',
      kindProbability: 0.97,
      alternative: null,
      direction: 'up',
      good: false,
      onset: { value: onset, lower: onset - 6 * HOUR, upper: onset + 6 * HOUR },
      effect: {
        absolute: { value: 700, lower: 500, upper: 900 },
        relative: { value: 0.18, lower: 0.13, upper: 0.23 },
        sigma: 2.1,
      },
      from: 3860,
      to: 4560,
      breach: null,
      evidence: 12.1,
    },
    raisedAt: onset + DAY,
    clearedAt: NOW - 4 * DAY,
    causes: NOTHING_KNOWN,
    alert: { id: 'old', rule: text('drift'), state: 'resolved' },
    plot: { ...detail.plot, onset: { value: onset, lower: onset - 6 * HOUR, upper: onset + 6 * HOUR } },
  }
}

function sourcesOf(text: (original: string) => string): Overview['sources'] {
  const fine = { up: true, error: null, progress: null, problems: [] }
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
    runbook: 'https://runbooks.example.org/drift',
    causes: view.causes,
    acceptance: null,
    plot,
    history: [
      { at: view.raisedAt, what: 'pending', detail: text('evidence passed the page threshold'), who: null },
      ...(firing
        ? [{ at: view.raisedAt + 10 * MINUTE, what: 'firing', detail: text('stood for 10m'), who: null }]
        : []),
    ],
    messages: [],
    suppressed: [],
  }
}

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
)

/** MIME bytes as nodemailer makes them: text, HTML, and a picture by content id. */
export async function letterBytes(subject: string, body: string): Promise<Uint8Array> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail({
    from: 'slowburn@example.org',
    to: 'oncall@example.org',
    subject,
    text: `${body}\n\nPrüfe die Grafik: 402 s → 512 s.\n`,
    html: `<!doctype html><html><head><meta charset="utf-8"><title>alert</title></head><body style="margin:24px;font-family:sans-serif;background:#ffffff;color:#1b1d21"><p>${escaped(body)}</p><p>402 s → 512 s</p><img src="cid:chart@slowburn" width="120" height="40" alt="402 s to 512 s"><p><a href="https://slowburn.example.org/alerts/1">Open the alert</a></p></body></html>`,
    attachments: [{ filename: 'chart.png', content: PIXEL, cid: 'chart@slowburn' }],
    messageId: '<1.1.oncall@slowburn>',
    date: new Date(NOW),
  })
  if (!Buffer.isBuffer(message)) throw new TypeError('a buffer was asked for')
  return message
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

async function lettersAbout(
  alerts: readonly AlertDetail[],
  text: (original: string) => string,
): Promise<MailMessage[]> {
  return Promise.all(
    alerts.map(async ({ episode, series }, index): Promise<MailMessage> => {
      const subject = text(`[page] ${series?.indicator} is getting worse`)
      return {
        id: String(index + 1),
        at: (episode.firingSince ?? NOW) + 800,
        to: text('oncall@example.org'),
        subject,
        state: index === 2 ? 'queued' : 'accepted',
        attempts: index === 2 ? 3 : 1,
        lastError: index === 2 ? text('451 4.7.1 try again later') : null,
        alertId: episode.id,
        bytes: await letterBytes(subject.slice(0, 60), text('The median run time of build tasks is rising.')),
      }
    }),
  )
}

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
    alert: id => alerts.find(({ episode }) => episode.id === id) ?? null,
    covered: matchers =>
      alerts.filter(({ episode, series }) => matchesLabels(matchers, alertLabels(episode, series))),
    mailbox: limit => ({
      transport: { kind: 'mailbox', folder: 'slowburn-data/mail' },
      messages: messages.slice(0, limit),
    }),
    message: id => messages.find(message => message.id === id) ?? null,
  }
}

/** A token of the role administer, and what it is shown with. */
export const ADMIN = {
  access: {
    anonymous: null,
    users: {},
    tokens: [
      {
        name: 'root',
        role: 'administer',
        // printf the-token-of-root | sha256sum
        hash: 'sha256:fca338deaeb52fb0c5c0c2c018bc02bd7dd83ace5c626206664ac469e9eb85fc',
      },
    ],
  },
  headers: { Authorization: 'Bearer the-token-of-root' },
} satisfies { access: AccessSettings; headers: object }

/** What `createWeb` wants, around the fixture's views. */
export function depsOf(views: Views, rest: Partial<WebDeps> = {}): WebDeps {
  return {
    views,
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'up 1\n' }),
    health: () => ({ lastTickAt: NOW - 12_000, staleAfter: 5 * MINUTE, faults: [] }),
    log: silentLogger,
    clock: manualClock(NOW),
    ...rest,
  }
}
