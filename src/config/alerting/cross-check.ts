// Faults between the parts of alerting: names of contacts, rotas, escalations and intervals that point nowhere.

import { nearestOf } from '../../core/names/nearest.ts'
import { type Found, twice } from '../../core/options/found.ts'
import { channels, recipientsOf } from '../../delivery/notifiers/registry.ts'
import type { ParsedAlerting, WrittenRoute } from './schema.ts'

type Path = Array<string | number>

export function crossCheckAlerting(config: ParsedAlerting): Found[] {
  const contacts = new Set((config.contacts ?? []).map(({ name }) => name))
  const people = new Set([...contacts, ...config.rotas.map(({ name }) => name)])
  const anyone = new Set([...people, ...config.escalations.map(({ name }) => name)])
  const intervals = new Set(config.timeIntervals.map(({ name }) => name))
  return [
    ...duplicatePeople(config),
    ...(config.contacts ?? []).flatMap((contact, i) =>
      recipientsOf(contact).length > 0
        ? []
        : [
            {
              path: ['contacts', i],
              message: 'cannot be reached',
              remedy: `Give it one of ${channels.map(({ name }) => name).join(', ')}`,
            },
          ],
    ),
    ...config.rotas.flatMap((rota, i) => [
      ...turnsFaults(rota, ['rotas', i]),
      ...(rota.otherwise === undefined
        ? []
        : unknown(['rotas', i, 'otherwise'], rota.otherwise, contacts, 'contact', 'contacts')),
      ...unknown(['rotas', i, 'contacts'], rota.contacts, contacts, 'contact', 'contacts'),
      ...rota.overrides.flatMap(({ contact }, j) =>
        unknown(['rotas', i, 'overrides', j, 'contact'], contact, contacts, 'contact', 'contacts'),
      ),
    ]),
    ...config.escalations.flatMap(({ steps }, i) => [
      ...steps.flatMap(({ to }, j) => nobodyTwice(['escalations', i, 'steps', j, 'to'], to, people)),
      ...outOfOrder(steps, ['escalations', i, 'steps']),
    ]),
    ...config.digests.flatMap(({ to }, i) => nobodyTwice(['digests', i, 'to'], to, people)),
    ...routeFaults(config, config.route, ['route'], { anyone, intervals }),
  ]
}

/** Turns change by the week, or as a calendar says. */
function turnsFaults(
  { start, ics, otherwise, overrides }: ParsedAlerting['rotas'][number],
  path: Path,
): Found[] {
  if ((start === undefined) === (ics === undefined)) {
    const message = start === undefined ? 'needs start or ics' : 'has start and ics'
    return [{ path, message, remedy: 'Give one of them: turns by the week, or a calendar' }]
  }
  if (ics !== undefined && overrides.length > 0) {
    const remedy = 'Put the stand-in into the calendar'
    return [{ path: [...path, 'overrides'], message: 'count for nothing beside ics', remedy }]
  }
  if (ics !== undefined || otherwise === undefined) return []
  return [{ path: [...path, 'otherwise'], message: 'counts for nothing without ics', remedy: 'Leave it out' }]
}

/** Routes name all three in one list, so no two may have the same name. */
function duplicatePeople(config: ParsedAlerting): Found[] {
  const seen = new Set<string>()
  return (['contacts', 'rotas', 'escalations'] as const).flatMap(list =>
    (config[list] ?? []).flatMap(({ name }, i) => {
      if (!seen.has(name)) {
        seen.add(name)
        return []
      }
      return [twice([list, i, 'name'], name)]
    }),
  )
}

function outOfOrder(steps: ReadonlyArray<{ after: number }>, path: Path): Found[] {
  return steps.flatMap(({ after }, i) => {
    if (i === 0 ? after === 0 : after > (steps[i - 1]?.after ?? 0)) return []
    const message = i === 0 ? 'the first step waits' : 'is not later than the step before it'
    const remedy = i === 0 ? 'Remove its after: the first step is notified at once' : 'Put the steps in order'
    return [{ path: [...path, i, 'after'], message, remedy }]
  })
}

function routeFaults(
  config: ParsedAlerting,
  route: WrittenRoute,
  path: Path,
  known: { anyone: ReadonlySet<string>; intervals: ReadonlySet<string> },
): Found[] {
  const found: Found[] = [
    ...unknown([...path, 'to'], route.to ?? [], known.anyone, 'contact, rota or escalation', 'contacts'),
    ...repeated([...path, 'to'], route.to ?? []),
    ...unknown(
      [...path, 'active_during'],
      route.activeDuring ?? [],
      known.intervals,
      'time interval',
      'time_intervals',
    ),
    ...unknown(
      [...path, 'mute_during'],
      route.muteDuring ?? [],
      known.intervals,
      'time interval',
      'time_intervals',
    ),
    ...route.routes.flatMap((child, i) => routeFaults(config, child, [...path, 'routes', i], known)),
  ]
  if (path.length === 1 && route.match.length > 0) {
    const message = 'the first route takes every alert, so it cannot choose'
    found.push({ path: [...path, 'match'], message, remedy: 'Move the matchers into routes below it' })
  }
  if (route.mail === 'alertmanager' && config.alertmanager === null) {
    const message = 'no Alertmanager is configured that could write the mail'
    found.push({ path: [...path, 'mail'], message, remedy: 'Add alertmanager, or leave mail out' })
  }
  return found
}

function nobodyTwice(path: Path, to: readonly string[], people: ReadonlySet<string>): Found[] {
  return [...unknown(path, to, people, 'contact or rota', 'contacts or rotas'), ...repeated(path, to)]
}

/** One who is named twice gets one message all the same: the other name was meant to be somebody else's. */
function repeated(path: Path, names: readonly string[]): Found[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [{ path: [...path, i], message: `names "${name}" again`, remedy: 'Name each once' }],
  )
}

function unknown(
  path: Path,
  given: string | readonly string[],
  known: ReadonlySet<string>,
  what: string,
  where: string,
): Found[] {
  const names = typeof given === 'string' ? [given] : given
  return names.flatMap((name, i) =>
    known.has(name)
      ? []
      : [
          {
            path: typeof given === 'string' ? path : [...path, i],
            message: `no ${what} is named "${name}"`,
            remedy: addOrMean(name, known, where),
          },
        ],
  )
}

function addOrMean(name: string, known: ReadonlySet<string>, where: string): string {
  const meant = nearestOf(name, [...known])
  return meant === null ? `Add it to ${where}` : `Write ${meant}, or add it to ${where}`
}
