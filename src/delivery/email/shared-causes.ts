// What several alarms of one summary coincide with: one release beside many of them is worth a look first.
import { formatMoment } from '../../core/format.ts'
import { type Cause, type Causes, momentOf } from '../../detection/cause.ts'
import { causeName } from './cause-words.ts'

/** More would be another list to look through. */
const MOST = 3

/** Lines, the cause that coincides with most of the alarms first; of equals the earlier one. */
export function sharedCauses(alarms: ReadonlyArray<{ causes: Causes }>): readonly string[] {
  const groups = Map.groupBy(
    alarms.flatMap(({ causes }) => causes.told),
    keyOf,
  )
  return [...groups]
    .sort(
      ([a, some], [b, others]) =>
        others.length - some.length || earliest(some) - earliest(others) || (a < b ? -1 : 1),
    )
    .slice(0, MOST)
    .flatMap(([, group]) => {
      const [cause] = group
      if (cause === undefined) return []
      const name = causeName(cause)
      const moment = formatMoment(earliest(group), 'UTC')
      const count = group.length === 1 ? 'one alert' : `${group.length} alerts`
      return [`${name.charAt(0).toUpperCase()}${name.slice(1)}, ${moment}: coincides with ${count}.`]
    })
}

/** The moment of a model swap is estimated anew for every series. */
function keyOf(cause: Cause): string {
  return cause.kind === 'release' ? cause.release.id : JSON.stringify([cause.swap.from, cause.swap.to])
}

function earliest(group: readonly Cause[]): number {
  return Math.min(...group.map(momentOf))
}
