// What a source must be before anything is asked of it. All that it says of itself is read once, into an object of ours.
import { DAY } from '../core/duration.ts'
import { faultOf } from '../core/errors.ts'
import {
  LARGEST_SIGNED_BODY,
  type Meaning,
  type PulledSource,
  type ReceivingSource,
  type Route,
  type Source,
} from './source.ts'

const YEAR = 365 * DAY
const LARGEST_BODY = 1024 ** 3
/** Plain segments: a path is an address, and no pattern. */
const PATH = /^(\/[\w.~-]+)+$/

/** The source that was made for the entry of that name, or what is wrong with it in a few words. Asks nothing of it. */
export function readSource(given: unknown, name: string): { source: Source } | { fault: string } {
  try {
    if (typeof given !== 'object' || given === null) return { fault: 'what was made is no source' }
    return { source: 'routes' in given ? readReceiving(given, name) : readPulled(given, name) }
  } catch (cause) {
    return { fault: faultOf(cause) }
  }
}

/** Says what is wrong with how late facts may be; null if nothing. */
export function faultOfLateness(lateness: unknown): string | null {
  const isGood = typeof lateness === 'number' && lateness >= 0 && lateness <= YEAR
  return isGood ? null : '`lateness` is no number of milliseconds from 0 to a year'
}

function readPulled(given: object, name: string): PulledSource {
  const source = given as PulledSource
  const { budget, reads } = source
  demand(typeof source.pull === 'function', '`pull` is no function')
  demand(reads === undefined || typeof reads === 'function', '`reads` is no function')
  demand(
    typeof budget === 'number' && budget > 0 && budget <= DAY,
    '`budget` is no number of milliseconds up to a day',
  )
  return {
    ...readCommon(source, name),
    budget,
    ...(reads === undefined ? {} : { reads: cursor => reads.call(source, cursor) }),
    pull: (cursor, signal) => source.pull(cursor, signal),
  }
}

function readReceiving(given: object, name: string): ReceivingSource {
  const source = given as ReceivingSource
  const { lateness, routes } = source
  const fault = faultOfLateness(lateness)
  demand(fault === null, fault ?? '')
  demand(Array.isArray(routes), '`routes` is no list')
  return { ...readCommon(source, name), lateness, routes: routes.map(readRoute) }
}

function readRoute(route: Route): Route {
  const { path, largestBody, authorised, signed, refusal } = route
  demand(
    typeof path === 'string' && PATH.test(path),
    `the path of a route is none: ${JSON.stringify(path) ?? typeof path}`,
  )
  demand(
    Number.isInteger(largestBody) && largestBody > 0 && largestBody <= LARGEST_BODY,
    '`largestBody` is no number of bytes up to 1 GiB',
  )
  demand(
    authorised !== undefined || signed === undefined || largestBody <= LARGEST_SIGNED_BODY,
    '`largestBody` of a route that reads whatever comes, to see whether it is signed, is more than 1 MiB',
  )
  demand(typeof route.receive === 'function', '`receive` of a route is no function')
  demand(signed === undefined || typeof signed === 'function', '`signed` of a route is no function')
  demand(refusal === undefined || typeof refusal === 'function', '`refusal` of a route is no function')
  const isLeftOut = authorised === undefined && signed !== undefined
  demand(isLeftOut || typeof authorised === 'function', '`authorised` of a route is no function')
  return {
    path,
    largestBody,
    ...(authorised === undefined ? {} : { authorised: headers => authorised.call(route, headers) }),
    ...(signed === undefined ? {} : { signed: (headers, body) => signed.call(route, headers, body) }),
    ...(refusal === undefined
      ? {}
      : { refusal: (headers, status, why) => refusal.call(route, headers, status, why) }),
    receive: (request, commit) => route.receive(request, commit),
  } as Route
}

function readCommon(source: Source, name: string) {
  const { feeds, severalTables, oneAtATime, meanings, now } = source
  demand(source.name === name, '`name` is not that of its entry in the configuration')
  demand(isTexts(feeds), '`feeds` is no list of names')
  demand(severalTables === undefined || isTexts(severalTables), '`severalTables` is no list of names')
  demand(
    oneAtATime === undefined || typeof oneAtATime === 'boolean',
    '`oneAtATime` is neither true nor false',
  )
  demand(now === undefined || typeof now === 'function', '`now` is no function')
  for (const call of ['check', 'close'] as const) {
    demand(typeof source[call] === 'function', `\`${call}\` is no function`)
  }
  return {
    name,
    feeds: [...feeds],
    ...(severalTables === undefined ? {} : { severalTables: [...severalTables] }),
    ...(oneAtATime === undefined ? {} : { oneAtATime }),
    ...(meanings === undefined ? {} : { meanings: readMeanings(meanings) }),
    ...(now === undefined ? {} : { now: (signal: AbortSignal) => now.call(source, signal) }),
    check: (signal: AbortSignal) => source.check(signal),
    close: async () => source.close(),
  }
}

const UNITS: ReadonlySet<unknown> = new Set<Meaning['unit']>(['seconds', 'ratio', 'count', 'unitless'])
const FAMILIES: ReadonlySet<unknown> = new Set<Meaning['family']>(['positive', 'real', 'count'])
const DIRECTIONS: ReadonlySet<unknown> = new Set<Meaning['goodDirection']>(['up', 'down', null])

function readMeanings(given: Readonly<Record<string, Meaning>>): Record<string, Meaning> {
  const read = Object.entries(given).map(([name, { unit, family, goodDirection, limit, help }]) => {
    const of = `of \`meanings\` is none of ${name}`
    demand(UNITS.has(unit), `the unit ${of}`)
    demand(FAMILIES.has(family), `the family ${of}`)
    demand(DIRECTIONS.has(goodDirection), `the good direction ${of}`)
    demand(limit === null || Number.isFinite(limit), `the limit ${of}`)
    demand(help === null || typeof help === 'string', `the help ${of}`)
    return [name, { unit, family, goodDirection, limit, help }] as const
  })
  return Object.fromEntries(read)
}

function demand(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new TypeError(fault)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string' && one !== '')
}
