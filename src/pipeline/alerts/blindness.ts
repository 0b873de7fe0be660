// A source or a table that cannot be seen is an alert of its own: one mail, by default, to whoever is on call.
import { namesOf, type ReceivedAlert, receive } from '../../alerting/received.ts'
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import type { Store } from '../../storage/store.ts'
import { type BlindSpot, placeWords } from '../collect/sight.ts'
import type { Live } from '../status.ts'
import { listened } from './listening.ts'

const BLIND_ALERT = 'SlowburnSourceBlind'

/** A restart of a database, a lock, a network that is away for a moment wake nobody. */
const PATIENCE: Millis = 10 * MINUTE

interface Looking extends Pick<Live, 'blindFor'> {
  now: Millis
  /** Between two looks, as a rule. */
  interval: Millis
}

/** Raises what has been blind for long enough, and ends what can be seen again. One commit. */
export function reportBlindness(
  store: Pick<Store, 'transaction' | 'episodes' | 'history' | 'series'>,
  spots: readonly BlindSpot[],
  looking: Looking,
): void {
  const { now } = looking
  const waited = countBlindness(spots, looking)
  store.transaction(() => {
    const open = store.episodes.open().flatMap(episode => {
      const ours = episode.origin === 'received' && episode.rule === BLIND_ALERT
      return ours && episode.state === 'firing' ? [episode] : []
    })
    const seen = new Set<string>()
    for (const spot of spots) {
      const name = nameOf(spot)
      const known = open.find(
        ({ labels }) => nameOf({ source: labels.source ?? '', table: labels.table ?? null }) === name,
      )
      seen.add(name)
      if (known === undefined && (waited.get(name) ?? 0) < PATIENCE) continue
      take(store, alertOf(spot, known?.pendingSince ?? Math.min(spot.since, now), 'firing'), now)
    }
    for (const { labels, annotations, pendingSince } of open) {
      if (seen.has(nameOf({ source: labels.source ?? '', table: labels.table ?? null }))) continue
      const end = {
        labels,
        annotations,
        startsAt: pendingSince,
        status: 'resolved' as const,
        generatorUrl: null,
      }
      take(store, end, now)
    }
  })
}

/**
 * By the clock alone, a machine that slept, one that was just started and one whose clock leapt ahead would raise at once what is
 * not there for a moment, and a clock that leapt back would keep it quiet: of the time between two looks so much counts
 * as may lie between them.
 */
function countBlindness(
  spots: readonly BlindSpot[],
  { now, interval, blindFor }: Looking,
): ReadonlyMap<string, Millis> {
  const most = Math.max(PATIENCE / 2, 1.5 * interval)
  const before = new Map(blindFor)
  blindFor.clear()
  return new Map(
    spots.map(spot => {
      const name = nameOf(spot)
      const known = before.get(name)
      const since = now - (known?.at ?? spot.since)
      const counted = (known?.counted ?? 0) + Math.min(Math.max(since, 0), most)
      blindFor.set(name, { counted, at: now })
      return [name, counted]
    }),
  )
}

function take(
  { episodes, history, series }: Pick<Store, 'episodes' | 'history' | 'series'>,
  alert: ReceivedAlert,
  now: Millis,
): void {
  const before = episodes.get(namesOf(alert).id)
  const transition = receive(alert, before, { now, listened: listened(series) })
  if (transition === null) return
  const { to, episode } = transition
  episodes.save(episode)
  if (before?.state === to) return
  history.add({
    at: now,
    actor: 'slowburn',
    action: to,
    episodeId: episode.id,
    detail: `${episode.rule}: ${episode.series}`,
  })
}

function alertOf(spot: BlindSpot, startsAt: Millis, status: 'firing'): ReceivedAlert {
  const { source, table, unfed, lastRow, why, remedy } = spot
  const latest = unfed ? 'The latest of it came at' : 'Its last row is of'
  const last = lastRow === null ? 'No row of it was ever seen.' : `${latest} ${stamp(lastRow)}.`
  return {
    status,
    startsAt,
    generatorUrl: null,
    labels: { alertname: BLIND_ALERT, source, ...(table === null ? {} : { table }), severity: 'page' },
    annotations: {
      sender: 'slowburn',
      summary: `slowburn cannot see ${placeWords(spot)} since ${stamp(startsAt)}`,
      description: `${sentence(why)} ${last} Nothing that rests on it is watched meanwhile; its silence is not judged.${remedy === null ? '' : ` ${sentence(remedy)}`}`,
    },
  }
}

function nameOf({ source, table }: Pick<BlindSpot, 'source' | 'table'>): string {
  return JSON.stringify([source, table])
}

function stamp(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function sentence(text: string): string {
  const first = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(first) ? first : `${first}.`
}
