// Keeps every member of an Alertmanager cluster informed of what fires, by its v2 API. Nothing is queued: the state
// is sent again and again, which is how an Alertmanager expects it, and what makes a lost post harmless.
import type { ChangeEpisode } from '../../alerting/episode.ts'
import type { Clock, Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'
import { reasonOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { ask } from '../../core/reading/answer.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'
import type { Labels } from '../../core/series-key.ts'

/** As `POST /api/v2/alerts` takes it. */
export interface PostedAlert {
  labels: Labels
  annotations: Labels
  startsAt: string
  endsAt: string
  generatorURL?: string
}

export interface AlertmanagerOptions {
  /** Base addresses of all members; each is sent everything, since members do not relay posts to each other. */
  members: readonly string[]
  /** Value of the Authorization header; null: none. */
  authorization?: string | null
  /** What fires, and what has resolved within `RESEND_RESOLVED`. */
  alerts(now: Millis): readonly PostedAlert[]
  clock: Clock
  log: Logger
  every?: Millis
  timeout?: Millis
  /** Told of each post; for metrics. */
  observe?(member: string, accepted: boolean): void
}

/** An alert that is not refreshed for this long is taken as resolved, so a dead slowburn leaves none behind. */
const LIFETIME: Millis = 5 * MINUTE
/** How long a resolved alert is posted again: a member that was down hears of it too. */
export const RESEND_RESOLVED: Millis = 15 * MINUTE
/** Bytes of a refusal that are read. */
const LONGEST_ANSWER = 300

/** Posts until `signal` is aborted. A member that does not answer is logged once, and once when it is back. */
export async function runAlertmanager(options: AlertmanagerOptions, signal: AbortSignal): Promise<void> {
  const { members, clock, log, every = MINUTE } = options
  const down = new Set<string>()
  while (!signal.aborted) {
    const faults = await postAll(options, signal)
    // What was cut off by the end says nothing of the member.
    if (signal.aborted) return
    for (const member of members) {
      const fault = faults.get(member) ?? null
      if (fault !== null && !down.has(member))
        log.warn('an Alertmanager does not take alerts', { member, error: fault })
      if (fault === null && down.delete(member)) log.info('the Alertmanager takes alerts again', { member })
      if (fault !== null) down.add(member)
    }
    await clock.sleep(down.size > 0 ? Math.min(every, 15 * SECOND) : every, signal).catch(() => undefined)
  }
}

/** One request to each member, all at once; what went wrong, by member. One that hangs holds up none of the others. */
export async function postAll(
  { members, authorization = null, alerts, clock, observe, timeout = 10 * SECOND }: AlertmanagerOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const body = JSON.stringify(alerts(clock.now()))
  const faults = new Map<string, string>()
  if (body === '[]') return faults
  await Promise.all(
    members.map(async member => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
      const fault = await post({ member, authorization, body }, limit)
      if (fault !== null) faults.set(member, fault)
      observe?.(member, fault === null)
    }),
  )
  return faults
}

export interface PostedAs {
  /** Labels of the series. */
  labels: Labels
  indicator: string
  /** One sentence. */
  summary: string
  /** What else changed around the onset, in a line; null: nothing is known. */
  coincides: string | null
  runbook: string | null
  /** Where the reader finds the alert; null: not linked. */
  url: string | null
  /** Who writes the mail about it, so that the other side can leave it alone. */
  mail: 'slowburn' | 'alertmanager'
}

/** Says in an alert who writes the mail: an Alertmanager routes by it. */
export const MAIL_LABEL = 'slowburn_mail'

/**
 * The alert of an episode. Labels are its identity to Alertmanager, so they hold nothing that changes while it
 * lasts: a severity that rose would make a second alert and leave the first one standing. `severity` is the
 * least one of the rule, by which routes are chosen; the present one is the annotation `severity_now`.
 */
export function postedAlert(
  episode: ChangeEpisode,
  rule: { severity: string },
  as: PostedAs,
  now: Millis,
): PostedAlert {
  const end = episode.state === 'resolved' ? (episode.resolvedAt ?? now) : now + LIFETIME
  return {
    labels: {
      ...Object.fromEntries(Object.entries(as.labels).filter(([, value]) => value !== '')),
      alertname: episode.rule,
      indicator: as.indicator,
      severity: rule.severity,
      [MAIL_LABEL]: as.mail,
    },
    annotations: {
      summary: as.summary.toWellFormed(),
      severity_now: episode.severity,
      ...(as.coincides === null ? {} : { coincides_with: as.coincides.toWellFormed() }),
      ...(as.runbook === null ? {} : { runbook_url: as.runbook }),
    },
    startsAt: new Date(episode.firingSince ?? episode.pendingSince).toISOString(),
    endsAt: new Date(end).toISOString(),
    ...(as.url === null ? {} : { generatorURL: as.url }),
  }
}

interface Post {
  member: string
  authorization: string | null
  body: string
}

async function post({ member, authorization, body }: Post, signal: AbortSignal): Promise<string | null> {
  try {
    const answer = await ask(`${member.replace(/\/+$/, '')}/api/v2/alerts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === null ? {} : { authorization }),
      },
      body,
      signal,
      redirect: 'error',
    })
    if (!answer.ok) return `answered ${answer.status}: ${await answer.beginning(LONGEST_ANSWER)}`
    await answer.leave()
    return null
  } catch (error) {
    return redactSecrets(reasonOf(error))
  }
}
