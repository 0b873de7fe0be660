// What stands first in a list.
import type { Episode } from '../alerting/episode.ts'
import { RANK } from '../alerting/match.ts'
import type { ChangeView } from './views.ts'

/** However many another system sends, they hide none of our own; within each, pages come before watches. */
export function oursFirst(a: Episode, b: Episode): number {
  const rank = ({ origin, severity }: Episode): number => (origin === 'received' ? 2 : 0) - RANK[severity]
  return rank(a) - rank(b)
}

export function bySeverityAndSize(a: ChangeView, b: ChangeView): number {
  const rank = (view: ChangeView): number => (view.severity === 'page' ? 0 : 1)
  return rank(a) - rank(b) || Math.abs(b.change.effect.sigma) - Math.abs(a.change.effect.sigma)
}
