// What several alarms of one summary coincide with: one release beside many of them is worth a look first.
import type { Episode } from '../../../alerting/episode.ts'
import type { Millis } from '../../../core/clock.ts'
import { formatMoment } from '../../../core/format.ts'
import { type Cause, type Causes, momentOf } from '../../../detection/causes/cause.ts'
import { causeName } from '../../../presentation/cause-words.ts'
import { clean } from '../../../presentation/clean.ts'

interface Alarm {
  episode: Episode
  title: string
  causes: Causes
}

interface Coincidence {
  cause: Cause
  title: string
  /** Whether it is named as the cause of this one, rather than lies beside it. */
  isNamed: boolean
  /** Width of the interval of the onset: the narrower, the less it is chance that something lies in it. */
  width: Millis
}

/** More would be another list to look through. */
const MOST = 3

/** Lines, the cause that coincides with most of the alarms first; of equals that beside the best known onset. */
export function sharedCauses(alarms: readonly Alarm[]): readonly string[] {
  const groups = Map.groupBy(alarms.flatMap(coincidencesOf), ({ cause }) => keyOf(cause))
  return [...groups]
    .sort(
      ([a, some], [b, others]) =>
        others.length - some.length || narrowest(some) - narrowest(others) || (a < b ? -1 : 1),
    )
    .slice(0, MOST)
    .flatMap(([, group]) => lineOf(group))
}

function coincidencesOf({ episode, title, causes }: Alarm): Coincidence[] {
  if (episode.origin !== 'change') return []
  const { onset } = episode.change
  const width = onset.upper - onset.lower
  return causes.shown.map(cause => ({ cause, title, isNamed: causes.named?.cause === cause, width }))
}

function lineOf(group: readonly Coincidence[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const name = causeName(first.cause)
  const moment = formatMoment(Math.min(...group.map(({ cause }) => momentOf(cause))), 'UTC')
  const named = group.filter(({ isNamed }) => isNamed)
  const words = named.length === 0 ? 'coincides with' : 'the probable cause of'
  const some = named.length === 0 ? group : named
  const what = some.length === 1 ? clean((named[0] ?? first).title, 90) : `${some.length} of them`
  return [`${name.charAt(0).toUpperCase()}${name.slice(1)}, ${moment}: ${words} ${what}.`]
}

/** The moment of a model swap is estimated anew for every series. */
function keyOf(cause: Cause): string {
  return cause.kind === 'release' ? cause.release.id : JSON.stringify([cause.swap.from, cause.swap.to])
}

function narrowest(group: readonly Coincidence[]): Millis {
  return Math.min(...group.map(({ width }) => width))
}
