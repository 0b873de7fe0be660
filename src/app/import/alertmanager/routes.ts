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
  /** Contacts by the name of a receiver; null where those whom it notifies cannot be. */
  contacts: ReadonlyMap<string, readonly string[] | null>
  intervals: Intervals
  /** Names an interval that never ends: during it nobody is notified. */
  always(): string
}

/** What a child takes over from the route above it. */
interface Above {
  contacts: readonly string[]
  /** Of the nearest route that notifies somebody. */
  reached: readonly string[]
  active: readonly string[]
  mute: readonly string[]
}

/** The defaults of an Alertmanager are written out at the root. */
export function routeOf(root: Section, input: RoutesInput): WrittenRoute {
  const above = { contacts: [], reached: [], active: [], mute: [] }
  const { match: _, ...route } = oneRoute(root, above, input) ?? {}
  return root.made({ group_by: [], group_wait: '30s', repeat: '4h', ...route })
}

function oneRoute(section: Section, above: Above, input: RoutesInput): WrittenRoute | null {
  const match = matchersOf(section, { matchers: 'matchers', equal: 'match', regex: 'match_re' })
  if (match === null) {
    section.cannotNotify(null, 'it is left out with all below it, for its matchers cannot be carried over')
    return null
  }
  const contacts = contactsOf(section, above, input)
  const groupBy = section.texts('group_by')
  const groupWait = section.text('group_wait')
  const repeat = section.text('repeat_interval')
  loseWaits(section)
  // Only a receiver that is meant to notify nobody has no contacts: every other one has those of a route above.
  const mute = [
    ...named(section, 'mute_time_intervals', input),
    ...(contacts.length === 0 ? [input.always()] : []),
  ]
  const active = activeOf(section, input)
  const own = { contacts, reached: contacts.length === 0 ? above.reached : contacts, active, mute }
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
  return section.made(routes.length === 0 ? route : { ...route, routes })
}

/** Of its receiver; where those cannot be notified, of the nearest route above that notifies somebody. */
function contactsOf(section: Section, above: Above, input: RoutesInput): readonly string[] {
  const receiver = section.text('receiver')
  if (receiver === null) return above.contacts
  const contacts = input.contacts.get(receiver)
  if (Array.isArray(contacts)) return contacts
  const why =
    contacts === null ? 'none of its integrations can be carried over' : 'it is not among the receivers'
  const instead = above.reached.length === 0 ? '' : `; in its place: ${above.reached.join(', ')}`
  section.cannotNotify('receiver', `${receiver}: ${why}${instead}`)
  return above.reached
}

function loseWaits(section: Section): void {
  if (section.has('group_interval')) {
    section.lose(
      'group_interval',
      'has no counterpart: what joins a group later is notified at once, within the rate limit',
    )
  }
  if (section.has('repeat_interval')) {
    section.lose(
      'repeat_interval',
      'is carried over as the first reminder; each further one comes after twice as long',
    )
  }
}

/** An interval of which a part is missing would keep people from being notified in that part. */
function activeOf(section: Section, input: RoutesInput): string[] {
  const key = 'active_time_intervals'
  const lacking = (section.texts(key) ?? []).filter(name => input.intervals.get(name)?.whole !== true)
  if (lacking.length === 0) return named(section, key, input)
  section.lose(
    key,
    `is left out, so that this is notified at any hour: ${lacking.join(', ')} could not be carried over whole`,
  )
  return []
}

function named(section: Section, key: string, { intervals }: RoutesInput): string[] {
  return (section.texts(key) ?? []).flatMap(name => {
    const ours = intervals.get(name)?.names ?? []
    if (ours.length === 0) section.lose(key, `${name} could not be carried over`)
    return ours
  })
}
