// The routing tree, which works the same way in both; what is inherited in one and not in the other is written out.
import type { Intervals } from './intervals.ts'
import { matchersOf } from './matchers.ts'
import type { Section } from './section.ts'

export interface WrittenRoute {
  match?: string[]
  continue?: true
  to?: readonly string[]
  group_by?: readonly string[] | null
  group_wait?: string
  repeat?: string
  active_during?: readonly string[]
  mute_during?: readonly string[]
  routes?: WrittenRoute[]
}

export interface RoutesInput {
  /** Contacts by the name of a receiver. */
  contacts: ReadonlyMap<string, readonly string[]>
  intervals: Intervals
  /** Names an interval that never ends: during it nobody is notified. */
  always(): string
}

/** What a child takes over from the route above it. */
interface Above {
  receiver: string
  active: readonly string[]
  mute: readonly string[]
}

/** The defaults of an Alertmanager are written out at the root. */
export function routeOf(root: Section, input: RoutesInput): WrittenRoute {
  const above = { receiver: '', active: [], mute: [] }
  const { match: _, ...route } = oneRoute(root, above, input) ?? {}
  return { group_by: [], group_wait: '30s', repeat: '4h', ...route }
}

function oneRoute(section: Section, above: Above, input: RoutesInput): WrittenRoute | null {
  const match = matchersOf(section, { matchers: 'matchers', equal: 'match', regex: 'match_re' })
  if (match === null) {
    section.lose(null, 'is left out with all below it, for its matchers cannot be carried over')
    return null
  }
  const receiver = section.text('receiver') ?? above.receiver
  const contacts = input.contacts.get(receiver) ?? []
  const groupBy = section.texts('group_by')
  const groupWait = section.text('group_wait')
  const repeat = section.text('repeat_interval')
  if (section.has('group_interval')) {
    section.lose(
      'group_interval',
      'has no counterpart: what joins a group later is notified at once, within the rate limit',
    )
  }
  if (repeat !== null)
    section.lose(
      'repeat_interval',
      'is carried over as the first reminder; each further one comes after twice as long',
    )
  const mute = [
    ...named(section, 'mute_time_intervals', input),
    ...(contacts.length === 0 ? [input.always()] : []),
  ]
  const active = named(section, 'active_time_intervals', input)
  const own = { receiver, active, mute }
  const route: WrittenRoute = {
    ...(match.length === 0 ? {} : { match }),
    ...(section.flag('continue') === true ? { continue: true as const } : {}),
    ...(contacts.length === 0 ? {} : { to: contacts }),
    ...(groupBy === null ? {} : { group_by: groupBy.includes('...') ? null : groupBy }),
    ...(groupWait === null ? {} : { group_wait: groupWait }),
    ...(repeat === null ? {} : { repeat }),
    // Intervals are inherited here, and are not in an Alertmanager.
    ...(active.length + above.active.length === 0 ? {} : { active_during: active }),
    ...(mute.length + above.mute.length === 0 ? {} : { mute_during: mute }),
  }
  const routes = section.sections('routes').flatMap(child => oneRoute(child, own, input) ?? [])
  section.end()
  return routes.length === 0 ? route : { ...route, routes }
}

function named(section: Section, key: string, { intervals }: RoutesInput): string[] {
  return (section.texts(key) ?? []).flatMap(name => {
    const ours = intervals.get(name) ?? []
    if (ours.length === 0) section.lose(key, `${name} could not be carried over`)
    return ours
  })
}
