// Releases that somebody tells slowburn of, a CI job say: through the same intake as everything that is read, in one
// commit with the entry that says who announced it.
import { createHash } from 'node:crypto'
import type { Clock, Millis } from '../core/clock.ts'
import { HOUR } from '../core/duration.ts'
import { formatMoment } from '../core/format.ts'
import type { Logger } from '../core/logger.ts'
import { admit, type Refusal } from '../events/intake.ts'
import { isRollout, type Release, type RolloutEvent, releaseOf } from '../events/release.ts'
import { releaseName } from '../presentation/cause-words.ts'
import type { Store } from '../storage/store.ts'
import type { Announcing, NewRelease, Outcome } from './operations.ts'

export interface AnnouncingOptions {
  store: Pick<Store, 'transaction' | 'releases' | 'history'>
  /** The clock by which alerts are evaluated. */
  clock: Clock
  log: Logger
  /** How old an event may be. */
  keep: Millis
}

/** The source of what was announced rather than read. */
const SOURCE = 'api'

/** A job that is run again says the same thing again; a later one means that it was done once more. */
const AGAIN: Millis = HOUR

const WHY: Readonly<Record<Refusal['reason'], string>> = {
  foreign: 'it is of another source',
  future: 'a release cannot lie in the future',
  too_late: 'it is older than what is kept (data.keep)',
  invalid: 'it is no release that slowburn understands',
}

export function createAnnouncing({ store, clock, log, keep }: AnnouncingOptions): Announcing {
  return {
    announce(wanted) {
      const outcome = store.transaction((): Outcome<{ release: Release }> => {
        const now = clock.now()
        const announced = eventOf(wanted)
        const known = store.releases.get(announced.id) ?? standingAt(store, wanted)
        if (known !== null) return { done: true, changed: false, release: known }
        const { events, refused } = admit([announced], { source: SOURCE, now, oldest: now - keep })
        const [event] = events.filter(isRollout)
        if (event === undefined) {
          return { done: false, reason: 'invalid', why: WHY[refused[0]?.reason ?? 'invalid'] }
        }
        const release = releaseOf(event)
        store.releases.add(release)
        store.history.add({
          at: now,
          actor: wanted.by,
          action: 'rolled out',
          episodeId: null,
          detail: detailOf(release, now),
        })
        return { done: true, changed: true, release }
      })
      if (outcome.done && outcome.changed)
        log.info('release announced', { release: outcome.release.id, by: wanted.by })
      return outcome
    },
    releases: limit => store.releases.list(limit),
  }
}

/** What was announced or read already: the same version, shortly before, and no other one in its place since. */
function standingAt({ releases }: AnnouncingOptions['store'], wanted: NewRelease): Release | null {
  const before = releases
    .between(wanted.at - AGAIN, wanted.at)
    .findLast(
      ({ component, environment }) => component === wanted.component && environment === wanted.environment,
    )
  return before?.version === wanted.version ? before : null
}

function eventOf({ version, at, component, environment, note, by }: NewRelease): RolloutEvent {
  const place = JSON.stringify([component, environment])
  const digest = createHash('sha256')
    .update(JSON.stringify([version, place, at]))
    .digest('hex')
    .slice(0, 20)
  return {
    id: `${SOURCE}:${digest}:rollout`,
    type: 'rollout.changed',
    at,
    source: SOURCE,
    subject: `${SOURCE}:${digest}`,
    attributes: {
      'service.version': version,
      ...(environment === null ? {} : { 'deployment.environment.name': environment }),
    },
    data: {
      version,
      ...(component === null ? {} : { component }),
      ...(environment === null ? {} : { environment }),
      ...(note === null ? {} : { note }),
      by,
    },
  }
}

function detailOf(release: Release, now: Millis): string {
  const words = `${releaseName(release)} at ${formatMoment(release.at, 'UTC', now)}`
  return release.note === null ? words : `${words}: ${release.note}`
}
