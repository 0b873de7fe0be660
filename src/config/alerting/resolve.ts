// From alerting as it is written to alerting as it works: defaults, inherited settings, names become steps.
import { CalendarRead, type Rota } from '../../alerting/routing/rota.ts'
import type { Route, Step } from '../../alerting/routing/route.ts'
import type { Rule } from '../../alerting/rule.ts'
import { HOUR } from '../../core/duration.ts'
import { momentOf } from '../../core/zones/time-zone.ts'
import type { Contact } from '../../delivery/notifiers/registry.ts'
import { indicators } from '../../indicators/registry.ts'
import type { ParsedAlerting, WrittenRoute } from './schema.ts'

export interface ResolvedAlerting {
  rules: Rule[]
  contacts: Contact[]
  rotas: Rota[]
  route: Route
}

const DEFAULT_RULE: Rule = {
  name: 'getting worse',
  indicators: indicators.filter(({ watchedByDefault }) => watchedByDefault).map(({ name }) => name),
  match: {},
  when: 'worse',
  severity: 'page',
  for: 0,
  keepFiringFor: 6 * HOUR,
  runbook: null,
}

const DEFAULT_CONTACT: Contact = { name: 'on-call', email: ['on-call@localhost.localdomain'] }

const ROOT = 'everything'

export function resolveAlerting(written: ParsedAlerting): ResolvedAlerting {
  const contacts = written.contacts ?? [DEFAULT_CONTACT]
  const root: Route = {
    name: written.route.name ?? ROOT,
    match: [],
    continue: false,
    steps: [{ to: contacts.map(({ name }) => name), after: 0 }],
    repeat: null,
    activeDuring: [],
    muteDuring: [],
    groupBy: null,
    groupWait: 0,
    mail: 'slowburn',
    routes: [],
  }
  const escalations = new Map(written.escalations.map(({ name, steps }) => [name, steps]))
  return {
    rules: written.rules ?? [DEFAULT_RULE],
    contacts,
    rotas: written.rotas.map(rotaOf),
    route: { ...inherit(root, written.route, root.name, escalations), match: [], continue: false },
  }
}

function rotaOf({
  name,
  zone,
  start,
  ics,
  contacts,
  otherwise,
  overrides,
}: ParsedAlerting['rotas'][number]): Rota {
  if (start === undefined) {
    return {
      name,
      ics: ics ?? '',
      zone,
      contacts,
      otherwise: otherwise ?? contacts[0] ?? '',
      calendar: new CalendarRead(),
    }
  }
  return {
    name,
    zone,
    start,
    contacts,
    overrides: overrides.map(({ from, until, contact }) => ({
      from: momentOf(zone, from),
      until: momentOf(zone, until),
      contact,
    })),
  }
}

function inherit(
  above: Route,
  written: WrittenRoute,
  name: string,
  escalations: ReadonlyMap<string, readonly Step[]>,
): Route {
  const own: Route = {
    name,
    match: written.match,
    continue: written.continue,
    steps: written.to === undefined ? above.steps : stepsOf(written.to, escalations),
    repeat: written.repeat === undefined ? above.repeat : written.repeat,
    activeDuring: written.activeDuring ?? above.activeDuring,
    muteDuring: written.muteDuring ?? above.muteDuring,
    groupBy: written.groupBy === undefined ? above.groupBy : written.groupBy,
    groupWait: written.groupWait ?? above.groupWait,
    mail: written.mail ?? above.mail,
    routes: [],
  }
  const routes = written.routes.map((child, place) =>
    inherit(own, child, `${name} / ${child.name ?? place + 1}`, escalations),
  )
  return { ...own, routes }
}

/** Contacts and rotas are notified at once; the steps of an escalation when their time has come. */
function stepsOf(names: readonly string[], escalations: ReadonlyMap<string, readonly Step[]>): Step[] {
  const direct = names.filter(name => !escalations.has(name))
  const all: Step[] = [
    ...(direct.length === 0 ? [] : [{ to: direct, after: 0 }]),
    ...names.flatMap(name => escalations.get(name) ?? []),
  ]
  return [...Map.groupBy(all, ({ after }) => after)]
    .sort(([a], [b]) => a - b)
    .map(([after, together]) => ({ after, to: [...new Set(together.flatMap(({ to }) => to))] }))
}
