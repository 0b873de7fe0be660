// The parts of the service's answers that the commands show. What else is in them is passed on as it is.
import * as z from 'zod'

const moment = z.iso.datetime().transform(text => Date.parse(text))

const handling = z.looseObject({ state: z.string(), by: z.string(), until: z.string().nullable() })

const episode = {
  id: z.string(),
  rule: z.string(),
  series_key: z.string(),
  state: z.string(),
  severity: z.string(),
  handling: handling.nullable(),
}

export const alertsAnswer = z.looseObject({
  now: moment,
  /** Of all that there are, however many of them came; a service of an earlier version does not say. */
  total: z.number().default(0),
  firing: z.number().default(0),
  pending: z.number().default(0),
  alerts: z.array(
    z.looseObject({
      ...episode,
      title: z.string(),
      verdict: z.string(),
      size: z.string().nullable(),
      pending_since: z.string(),
      firing_since: z.string().nullable(),
      resolved_at: z.string().nullable(),
      suppressed: z.array(
        z.looseObject({
          contact: z.string(),
          reason: z.string(),
          until: moment.nullable(),
          /** A service of an earlier version does not say it. */
          why: z.string().nullable().default(null),
        }),
      ),
    }),
  ),
})

export type ListedAlert = z.output<typeof alertsAnswer>['alerts'][number]

export const alertAnswer = z.looseObject({ changed: z.boolean(), alert: z.looseObject(episode) })

/** Of an action on an incident: each of its alerts that was open. */
export const incidentAlertsAnswer = z.looseObject({
  changed: z.boolean(),
  incident: z.string(),
  alerts: z.array(z.looseObject(episode)).min(1),
})

export const incidentSaidAnswer = z.looseObject({ changed: z.boolean(), incident: z.string() })

/** A moment as it came, so that it is printed as it came. */
const written = z.iso.datetime()

const change = z.looseObject({
  title: z.string(),
  verdict: z.string(),
  size: z.string().nullable(),
  series: z.looseObject({ id: z.number() }),
  onset: z.looseObject({ value: written }),
  cleared_at: written.nullable(),
})

const incident = z.looseObject({
  /** Null of a change that is in no incident yet. */
  id: z.string().nullable(),
  severity: z.string(),
  closed_at: written.nullable(),
  merged_into: z.string().nullable(),
  shared: z.string().nullable(),
  root: change,
  symptoms: z.array(z.looseObject({ odds_nats: z.number().nullable(), change })),
  record: z.array(
    z.looseObject({
      at: written,
      what: z.string(),
      series: z.array(z.string()),
      other: z.string().nullable(),
    }),
  ),
})

export type ListedIncident = z.output<typeof incident>

export const incidentsAnswer = z.looseObject({ now: moment, incidents: z.array(incident) })
export const incidentAnswer = z.looseObject({ now: moment, incident })

export const seriesAnswer = z.looseObject({
  changed: z.boolean(),
  series: z.looseObject({ key: z.string() }),
})

const silence = z.looseObject({
  id: z.string(),
  matchers: z.array(z.string()),
  starts_at: moment,
  ends_at: moment,
  by: z.string(),
  comment: z.string(),
})

export const silenceAnswer = z.looseObject({
  now: moment,
  changed: z.boolean(),
  silence,
  covers: z.looseObject({ alerts: z.number(), series: z.number() }),
})
export const silencesAnswer = z.looseObject({ now: moment, silences: z.array(silence) })

const release = z.looseObject({
  at: moment,
  version: z.string(),
  component: z.string().nullable(),
  environment: z.string().nullable(),
  source: z.string(),
  by: z.string().nullable(),
})

export const releaseAnswer = z.looseObject({ changed: z.boolean(), release })
export const releasesAnswer = z.looseObject({ releases: z.array(release) })

export const historyAnswer = z.looseObject({
  now: moment,
  history: z.array(
    z.looseObject({
      at: moment,
      actor: z.string(),
      action: z.string(),
      alert: z.string().nullable(),
      detail: z.string(),
    }),
  ),
})

const message = z.looseObject({
  id: z.number(),
  recipient: z.string(),
  state: z.string(),
  answer: z.string().nullable(),
})

export const messagesAnswer = z.looseObject({ messages: z.array(message) })
export const messageAnswer = z.looseObject({ message })

const backup = z.looseObject({
  name: z.string(),
  folder: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  bytes: z.number(),
  fault: z.string().nullable(),
})
export const backupAnswer = z.looseObject({ backup })

const side = z.looseObject({ name: z.string(), begun: z.number(), matured: z.number() })
const counted = z.looseObject({ events: z.number(), of: z.number() })

export const gateAnswer = z.looseObject({
  verdict: z.enum(['pass', 'fail', 'insufficient', 'broken']),
  reasons: z.array(z.string()),
  candidate: side,
  baseline: side,
  horizon_seconds: z.number().nullable(),
  split: z.looseObject({ judged: z.boolean() }),
  guards: z.array(
    z.looseObject({
      name: z.string(),
      verdict: z.string(),
      candidate: counted,
      baseline: counted,
      odds_ratio_lower: z.number(),
      odds_ratio_upper: z.number().nullable(),
    }),
  ),
})

export const rolloutsAnswer = z.looseObject({
  rollouts: z.array(
    z.looseObject({
      rollout: z.string(),
      verdict: z.enum(['ready', 'not ready', 'insufficient', 'broken']),
      reasons: z.array(z.string()),
      from: z.string().nullable(),
      to: z.string().nullable(),
      conditions: z.array(
        z.looseObject({
          name: z.string(),
          holds: z.boolean().nullable(),
          words: z.string(),
          age_seconds: z.number().nullable(),
        }),
      ),
      underway: z.looseObject({ from: z.string(), to: z.string() }).nullable(),
    }),
  ),
})

export const rehearsalAnswer = z.looseObject({ rehearsal: z.string() })
export const recordedAnswer = z.looseObject({ changed: z.boolean() })
