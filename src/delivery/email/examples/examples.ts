// Every kind of email by name, made of invented alerts: what `slowburn preview` prints and its page shows.
import type { ReceivedEpisode } from '../../../alerting/episode.ts'
import { hasLevel } from '../../../alerting/handling.ts'
import type { Reason } from '../../../alerting/notification.ts'
import { DAY, HOUR } from '../../../core/duration.ts'
import { NOTHING_KNOWN } from '../../../detection/causes/cause.ts'
import type { Change } from '../../../detection/change.ts'
import { KIND_NAMES } from '../../../detection/kinds/kinds.ts'
import type { FrozenMessage } from '../../outbox/message.ts'
import type { AlertEmailInput, EmailSettings, ReceivedEmailInput } from '../input.ts'
import { renderDigestEmails } from '../lists/digest.ts'
import { renderSummaryEmails } from '../lists/summary.ts'
import { renderAlertEmail } from '../render.ts'
import { kindExample, kindOccasion } from './kind-example.ts'
import { digestExample, summaryExample } from './list-examples.ts'
import {
  addresseeOf,
  episodeOf,
  LEVEL,
  NOW,
  ONSET,
  pointsOf,
  resolvedSample,
  SETTINGS,
  SLOPE,
  SPIKE,
  sample,
} from './samples.ts'

export interface Template {
  name: string
  /** When people get it. */
  when: string
  render(): FrozenMessage
}

const RECIPIENT = 'oncall@example.org'

/** As in the samples, with links by which the reader may act: they lead nowhere. */
const PREVIEW: EmailSettings = {
  ...SETTINGS,
  actsFor: episode =>
    [
      ['Acknowledge', 'acknowledge'],
      ['Snooze', 'snooze'],
      ...(hasLevel(episode) ? [['This is not drift', 'accept']] : []),
    ].map(([label = '', action = '']) => ({
      label,
      url: `https://slowburn.example.org/act/sample-${action}`,
    })),
}

const MISSING: Change = {
  ...SLOPE,
  kind: 'missing',
  direction: 'down',
  effect: { absolute: { value: 0, lower: 0, upper: 0 }, relative: null, sigma: 0 },
  to: 45.2,
  breach: null,
  evidence: 30,
}

const BETTER: Change = {
  ...LEVEL,
  direction: 'down',
  good: true,
  from: 0.084,
  to: 0.021,
  effect: {
    absolute: { value: -0.063, lower: -0.08, upper: -0.05 },
    relative: { value: -0.75, lower: -0.82, upper: -0.66 },
    sigma: -4,
  },
}

const ERRATIC: Change = {
  ...LEVEL,
  kind: 'variance',
  from: 4.8,
  to: 14.1,
  effect: {
    absolute: { value: 9.3, lower: 7.1, upper: 11.9 },
    relative: { value: 1.94, lower: 1.48, upper: 2.48 },
    sigma: 1.9,
  },
}

const HEAVIER: Change = {
  ...LEVEL,
  kind: 'tail',
  effect: {
    absolute: { value: 7.3, lower: 4.7, upper: 10.1 },
    relative: { value: 0.149, lower: 0.096, upper: 0.206 },
    sigma: 0.9,
  },
  from: 49.1,
  to: 56.4,
}

/** What an email is made of, for those about one alert that were made by hand. */
export const ALERTS: Readonly<Record<string, () => AlertEmailInput>> = {
  slope: () => sample(),
  level: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(LEVEL, { severity: 'watch' }) },
      points: pointsOf(LEVEL),
      limit: null,
      causes: NOTHING_KNOWN,
    }),
  variance: () => spread(ERRATIC),
  tail: () => spread(HEAVIER),
  hour: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf({ ...HEAVIER, kind: 'hour' }) },
      points: pointsOf({ ...LEVEL, to: LEVEL.from }).map(point =>
        point.at < ONSET || point.at % DAY !== 4 * HOUR
          ? point
          : { ...point, value: (point.value ?? 0) + HEAVIER.to - HEAVIER.from },
      ),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  burst: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(SPIKE, { severity: 'watch' }) },
      points: pointsOf({ ...LEVEL, to: LEVEL.from }).map(point =>
        point.at < SPIKE.onset.value
          ? point
          : { ...point, value: (point.value ?? 0) + SPIKE.to - SPIKE.from },
      ),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  missing: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(MISSING) },
      points: pointsOf(LEVEL).filter(({ at }) => at < ONSET),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  stuck: () =>
    sample({
      transition: {
        to: 'firing',
        at: NOW,
        episode: episodeOf({ ...SLOPE, kind: 'stuck', to: 900, breach: null }),
      },
      points: pointsOf(LEVEL).map(point => (point.at < ONSET ? point : { ...point, value: 900 })),
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
  better: () =>
    sample({
      transition: { to: 'firing', at: NOW, episode: episodeOf(BETTER) },
      indicator: { help: 'Share of tasks that failed.', unit: 'ratio', goodDirection: 'down' },
      points: pointsOf(LEVEL).map(point => ({
        ...point,
        value: (point.value ?? 0) / 900 + (point.at < ONSET ? 0.034 : -0.047),
      })),
      band: { value: 0.084, lower: 0.075, upper: 0.093 },
      limit: 0.1,
      causes: { ...NOTHING_KNOWN, known: { releases: true, models: true } },
      unaffected: [],
    }),
  reminder: () => followUp('reminder'),
  unanswered: () => followUp('unanswered'),
  worse: () => followUp('worse'),
  escalated: () => followUp('escalated'),
  'snooze-over': () => followUp('snooze over'),
  resolved: resolvedSample,
  accepted: () =>
    sample({
      transition: {
        to: 'resolved',
        at: NOW + HOUR,
        episode: episodeOf(LEVEL, {
          state: 'resolved',
          sequence: 2,
          resolvedAt: NOW + HOUR,
          accepted: { by: 'ann', at: NOW + HOUR, note: 'larger repositories since Monday' },
        }),
      },
      points: pointsOf(LEVEL, NOW + HOUR),
      band: { value: 61.1, lower: 56.7, upper: 66.2 },
      limit: null,
      causes: NOTHING_KNOWN,
      unaffected: [],
    }),
}

const WHEN: Readonly<Record<string, string>> = {
  slope: 'a series is rising or falling',
  level: 'a series has taken a step',
  variance: 'a series varies more',
  tail: 'outliers have become more frequent',
  hour: 'one hour of the day is not what it was',
  burst: 'a series has gone far beyond its usual range',
  missing: 'a series has gone silent',
  stuck: 'a series no longer varies',
  better: 'an improvement, where a rule asks for those',
  reminder: 'it still fires',
  unanswered: 'nobody has acknowledged it, so the next in line is notified',
  worse: 'it has become worse since it was handled',
  escalated: 'a watch has become a page',
  'snooze-over': 'a snooze is over and it still fires',
  resolved: 'the series is back to normal',
  accepted: 'somebody has said that this is not drift',
}

export const TEMPLATES: readonly Template[] = [
  ...Object.entries(ALERTS).map(([name, input]) => templateOf(name, WHEN[name] ?? '', input)),
  ...KIND_NAMES.filter(kind => !(kind in ALERTS)).map(kind =>
    templateOf(kind, kindOccasion(kind), () => kindExample(kind)),
  ),
  {
    name: 'received',
    when: 'an Alertmanager has sent the alert',
    render: () => renderAlertEmail(received(), addresseeOf(RECIPIENT), PREVIEW),
  },
  {
    name: 'summary',
    when: 'many alerts come at once',
    render: () => only(renderSummaryEmails(summaryExample(), [RECIPIENT], PREVIEW)),
  },
  { name: 'daily', when: 'every day, whether anything is wrong or not', render: () => report(DAY, 1, 1) },
  {
    name: 'weekly',
    when: 'every week, whether anything is wrong or not',
    render: () => report(7 * DAY, 3, 2),
  },
]

function templateOf(name: string, when: string, input: () => AlertEmailInput): Template {
  return { name, when, render: () => renderAlertEmail(input(), addresseeOf(RECIPIENT), PREVIEW) }
}

function received(): ReceivedEmailInput {
  const labels = { alertname: 'DiskFull', instance: 'db-1:9100', severity: 'critical' }
  const episode: ReceivedEpisode = {
    origin: 'received',
    id: '9a2b6c1d2e3a4b5c6d7e',
    rule: 'DiskFull',
    series: 'DiskFull{instance="db-1:9100"}',
    state: 'firing',
    sequence: 1,
    severity: 'page',
    pendingSince: NOW - HOUR,
    firingSince: NOW - HOUR,
    lastActiveAt: NOW,
    resolvedAt: null,
    labels,
    annotations: {
      summary: 'The disk of db-1 is 97 % full',
      runbook_url: 'https://runbooks.example.org/disk-full',
    },
    generatorUrl: 'https://prometheus.example.org/graph?g0.expr=disk',
  }
  return { transition: { to: 'firing', at: NOW, episode } }
}

/** The spread widens from the onset on, about the same centre. */
function spread(change: Change): AlertEmailInput {
  const [before, wide] = [pointsOf({ ...LEVEL, to: LEVEL.from }), change.kind === 'variance' ? 3 : 1.6]
  return sample({
    transition: { to: 'firing', at: NOW, episode: episodeOf(change) },
    points: before.map(point => {
      const off = (point.value ?? 0) - LEVEL.from
      const skewed = change.kind === 'tail' && off > 0 ? 2 : 1
      return point.at < ONSET ? point : { ...point, value: LEVEL.from + off * wide * skewed }
    }),
    limit: null,
    causes: NOTHING_KNOWN,
    unaffected: [],
  })
}

function followUp(reason: Reason): AlertEmailInput {
  const episode = episodeOf(SLOPE, { sequence: 2 })
  return sample({ reason, transition: { to: 'firing', at: NOW, episode } })
}

function report(span: number, standing: number, resolved: number): FrozenMessage {
  return only(renderDigestEmails(digestExample(span, standing, resolved), [RECIPIENT], PREVIEW))
}

function only(messages: readonly FrozenMessage[]): FrozenMessage {
  const [message] = messages
  if (message === undefined) throw new RangeError('one recipient gets one message')
  return message
}
