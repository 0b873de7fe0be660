// Alerts of one group that come together are one message: the first of them waits for the others.
import type { Millis } from '../../core/clock.ts'
import { labelOf } from '../../core/series-key.ts'
import { each, type Sliced } from '../../core/turns/pause.ts'
import type { Notification } from '../notification.ts'
import type { Wish } from './wish.ts'

/** Answers for each of these wishes whether its group is still waited for. */
export function* gathering(wishes: readonly Wish[], now: Millis): Sliced<(wish: Wish) => boolean> {
  const ready = new Set<string>()
  yield* each(wishes, wish => {
    if (hasWaited(wish, now)) ready.add(keyOf(wish))
  })
  return wish => wish.reason === 'new' && !ready.has(keyOf(wish))
}

/** When the first of its group has waited long enough, as far as this one shows. */
export function gatheredAt({ episode, route }: Wish, now: Millis): Millis {
  return (episode.firingSince ?? now) + (route?.groupWait ?? 0)
}

/** The group of a wish; null where its route makes none. */
export function groupOf(wish: Wish): Notification['group'] {
  const groupBy = wish.route?.groupBy ?? null
  if (groupBy === null) return null
  const labels = Object.fromEntries(groupBy.map(name => [name, labelOf(wish.labels, name)]))
  return { key: keyOf(wish), labels }
}

/** Somebody has waited long enough: whoever else has come by then goes along. */
function hasWaited(wish: Wish, now: Millis): boolean {
  return now < (wish.episode.firingSince ?? now) || now >= gatheredAt(wish, now)
}

function keyOf({ episode, route, labels }: Wish): string {
  const { groupBy = null, name = '' } = route ?? {}
  return JSON.stringify([name, groupBy === null ? episode.id : groupBy.map(label => labelOf(labels, label))])
}
