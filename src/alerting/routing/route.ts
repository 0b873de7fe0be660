// Which way an alarm takes to people: a tree, as in Alertmanager, in which it goes down as far as the matchers let it.
import type { Millis } from '../../core/clock.ts'
import type { Labels } from '../../core/series-key.ts'
import { type Matcher, matchesLabels } from './matcher.ts'

export interface Route {
  /** Unique: its own name behind those above it, `everything / money`. */
  name: string
  /** All must match; none: everything does. */
  match: readonly Matcher[]
  /** Whether its siblings after it are tried as well. */
  continue: boolean
  /** Who is notified, and who else when nobody has acknowledged it; in order, the first at once. */
  steps: readonly Step[]
  /** First reminder after this long, the next after twice as long, and so on; null: no reminders. */
  repeat: Millis | null
  /** Names of time intervals: nobody is notified outside of them, and once one begins of what still stands. */
  activeDuring: readonly string[]
  /** Names of time intervals, such as maintenance windows, during which nobody is notified. */
  muteDuring: readonly string[]
  /** Alarms with the same values of these labels that come together are one message; null: each is its own. */
  groupBy: readonly string[] | null
  /** How long the first of a group waits for others. */
  groupWait: Millis
  /** Who writes the mail: one side alone, or both would. */
  mail: 'slowburn' | 'alertmanager'
  routes: readonly Route[]
}

export interface Step {
  /** Names of contacts and rotas. */
  to: readonly string[]
  /** How long after the alarm began to fire. */
  after: Millis
}

/**
 * The deepest routes that match, in order. Of siblings the first that matches takes the alarm, unless it says
 * `continue`; where none does, the route above them keeps it. The root takes whatever there is.
 */
export function routesFor(root: Route, labels: Labels): Route[] {
  const found: Route[] = []
  for (const child of root.routes) {
    if (!matchesLabels(child.match, labels)) continue
    found.push(...routesFor(child, labels))
    if (!child.continue) break
  }
  return found.length === 0 ? [root] : found
}
