// What the history keeps of a decision: who was notified of what and when, and what is newly held back.
import type { Decision } from '../../../alerting/decide.ts'
import type { Episode } from '../../../alerting/episode.ts'
import type { HistoryEntry } from '../../../alerting/history.ts'
import type { Reason } from '../../../alerting/notification.ts'
import type { Millis } from '../../../core/clock.ts'
import { each, type Sliced } from '../../../core/turns/pause.ts'
import { suppressionWords } from '../../../presentation/suppression.ts'
import type { Suppressed } from '../../status.ts'
import type { Gathered } from '../gather.ts'

/** In the order in which it happened. `before`: what was suppressed at the last evaluation, of which nothing is said again. */
export function* historyOf(
  { transitions, singles, bundles, held }: Decision,
  { coincides }: Pick<Gathered, 'coincides'>,
  before: readonly Suppressed[],
  at: Millis,
): Sliced<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  const add = (action: string, episode: Episode, detail: string): void => {
    entries.push({ at, actor: 'slowburn', action, episodeId: episode.id, detail })
  }
  yield* each(transitions, ({ to, episode }) => {
    const beside = to === 'firing' ? coincides(episode) : ''
    add(to, episode, `${episode.rule}: ${episode.series}${beside}`)
  })
  yield* each(singles, ({ episode, contact, reason }) =>
    add('notified', episode, whomAndWhy(contact, reason)),
  )
  for (const { contact, notifications } of bundles) {
    yield* each(notifications, ({ episode, reason }) =>
      add('notified', episode, `${whomAndWhy(contact, reason)}, with ${notifications.length - 1} others`),
    )
  }
  const known = new Set<string>()
  yield* each(before, ({ episodeId, contact, reason }) => {
    known.add(`${episodeId} ${contact} ${reason}`)
  })
  yield* each(held, ({ notification: { episode, contact }, until }) => {
    if (known.has(`${episode.id} ${contact} rate limit`)) return
    add('held back', episode, `${contact}: ${suppressionWords({ reason: 'rate limit', until })}`)
  })
  return entries
}

function whomAndWhy(contact: string, reason: Reason): string {
  return `${contact}: ${reason}`
}
