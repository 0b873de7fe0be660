// When the public holidays of a country, or of a part of it, are: `DE`, `DE-BE`, `US-CA`.
import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import type { Millis } from '../clock.ts'
import { DAY, WEEK } from '../duration.ts'
import { choiceWords, nearestOf } from '../names/nearest.ts'

/** From its beginning up to and without its end, by the clocks of where it is kept. */
export interface Holiday {
  from: Millis
  to: Millis
}

/** In order; a holiday that goes on into the next stretch is in both. */
type Stretch = readonly Holiday[]

const WIDTH = 400 * DAY
/** Outside these years nobody knows, and a row whose moments are nonsense would ask about thousands of them. */
const [FIRST_YEAR, LAST_YEAR] = [1970, 2100]

/** By calendar, stretches that were asked about: to ask takes a tenth of a second, and every point of a series asks. */
const calendars = new Map<string, Map<number, Stretch>>()

/** What is wrong with the name of a calendar, and what may have been meant; null: nothing. */
export function calendarFault(name: string): string | null {
  const [country = '', ...parts] = name.split('-')
  let known = namesIn(lister().getCountries())
  let above = ''
  for (const [place, part] of [country, ...parts].entries()) {
    if (!known.includes(part)) {
      const where = above === '' ? '' : ` in ${above}`
      const named = `names no calendar that is known: ${JSON.stringify(part)}${where}`
      if (place === 0) return `${named}. ${nearestOf(part, known) ?? 'Use a country'}, as in DE or DE-BE`
      return known.length === 0 ? `${named}. Use ${above}` : `${named}. ${choiceWords(part, known)}`
    }
    above = above === '' ? part : `${above}-${part}`
    known = place === 0 ? namesIn(lister().getStates(part)) : regionsIn(country, part, place)
  }
  return null
}

/** How much of the time from one moment to another lies on holidays. Null for a calendar: there are none. */
export function holidayTime(calendar: string | null | undefined, from: Millis, to: Millis): Millis {
  if (calendar === null || calendar === undefined || !(to > from)) return 0
  let sum = 0
  let reached = from
  for (let place = Math.floor(from / WIDTH); place * WIDTH < to; place += 1) {
    for (const holiday of stretchOf(calendar, place)) {
      const begin = Math.max(reached, holiday.from)
      const end = Math.min(to, holiday.to)
      if (end <= begin) continue
      sum += end - begin
      reached = end
    }
  }
  return sum
}

function stretchOf(calendar: string, place: number): Stretch {
  const known = calendars.get(calendar) ?? new Map<number, Stretch>()
  calendars.set(calendar, known)
  const stretch = known.get(place) ?? asked(calendar, place * WIDTH)
  known.set(place, stretch)
  return stretch
}

/** A calendar that there is not has none. */
function asked(calendar: string, from: Millis): Stretch {
  const [country = '', state = '', region = ''] = calendar.split('-')
  const first = Math.max(FIRST_YEAR, new Date(from - WEEK).getUTCFullYear())
  const last = Math.min(LAST_YEAR, new Date(from + WIDTH + WEEK).getUTCFullYear())
  const found: Holiday[] = []
  if (!(first <= last)) return found
  const calendarOf = new (holidays())(country, state, region, { types: ['public'] })
  for (let year = first; year <= last; year += 1)
    for (const { start, end } of calendarOf.getHolidays(year) || [])
      found.push({ from: start.getTime(), to: end.getTime() })
  return found
    .filter(holiday => holiday.to > from && holiday.from < from + WIDTH)
    .toSorted((one, other) => one.from - other.from)
}

function lister(): Holidays {
  return new (holidays())()
}

function regionsIn(country: string, state: string, place: number): string[] {
  return place === 1 ? namesIn(lister().getRegions(country, state)) : []
}

function namesIn(list: object | undefined | null): string[] {
  return Object.keys(list ?? {})
}

/** Loaded where a calendar is named, and at once, for a monitor does not wait: it takes .07 s and 15 MB, which nobody else is to spend. */
function holidays(): typeof Holidays {
  return createRequire(import.meta.url)('date-holidays') as typeof Holidays
}
