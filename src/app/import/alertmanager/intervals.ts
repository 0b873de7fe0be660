// Time intervals: each of an Alertmanager's is a list of stretches, each stretch one of ours.
import { timeZone } from '../../../core/options/scalars.ts'
import type { Section } from './section.ts'

export interface WrittenInterval {
  name: string
  zone: string
  weekdays?: number[]
  days?: number[]
  months?: number[]
  times?: Array<{ from: string; to: string }>
}

/** By the name in the foreign configuration: names of ours, of which any one is enough, and whether no stretch is missing. */
export type Intervals = ReadonlyMap<string, { names: readonly string[]; whole: boolean }>

export function intervalsOf(
  root: Section,
  giveName: (text: string) => string,
): { written: WrittenInterval[]; byName: Intervals } {
  const written: WrittenInterval[] = []
  const byName = new Map<string, { names: string[]; whole: boolean }>()
  for (const section of [...root.sections('time_intervals'), ...root.sections('mute_time_intervals')]) {
    const name = section.text('name') ?? ''
    const all = section.sections('time_intervals')
    const stretches = all.flatMap(one => {
      const stretch = stretchOf(one)
      one.end()
      return stretch === null ? [] : [one.made({ name: giveName(name), ...stretch })]
    })
    section.end()
    written.push(...stretches)
    byName.set(name, { names: stretches.map(one => one.name), whole: stretches.length === all.length })
  }
  return { written, byName }
}

function stretchOf(section: Section): Omit<WrittenInterval, 'name'> | null {
  if (section.has('years')) {
    section.lose('years', 'has no counterpart, so the stretch is left out')
    return null
  }
  const weekdays = ranges(section, 'weekdays', weekdayOf)
  const days = ranges(section, 'days_of_month', Number)
  const months = ranges(section, 'months', text => MONTHS.indexOf(text.toLowerCase()) + 1 || Number(text))
  const zone = zoneOf(section)
  if (weekdays === null || days === null || months === null || zone === null) return null
  const times = section.sections('times').map(one => ({
    from: one.text('start_time') ?? '00:00',
    to: one.text('end_time') ?? '24:00',
  }))
  return {
    zone,
    ...(weekdays.length === 0 ? {} : { weekdays: weekdays.map(day => (day === 0 ? 7 : day)) }),
    ...(days.length === 0 ? {} : { days }),
    ...(months.length === 0 ? {} : { months }),
    ...(times.length === 0 ? {} : { times }),
  }
}

/** `Local` is the zone of the machine on which the Alertmanager runs: taken to be this one, which is said. */
function zoneOf(section: Section): string | null {
  const location = section.text('location') ?? 'UTC'
  if (location === 'Local') {
    const { timeZone: here } = new Intl.DateTimeFormat().resolvedOptions()
    section.lose('location', `Local is carried over as ${here}, the time zone of this machine`)
    return here
  }
  if (timeZone.safeParse(location).success) return location
  section.lose('location', `${location} is not a time zone that is known here, so the stretch is left out`)
  return null
}

/** From Sunday, which is 0; NaN for what is none. */
function weekdayOf(text: string): number {
  const found = WEEKDAYS.indexOf(text.toLowerCase())
  return found < 0 ? Number.NaN : found
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const LAST_DAY = 31

/** `monday:friday`, `1:5`, `-3:-1`, `15:-1`. Null where one cannot be carried over, which is said. */
function ranges(section: Section, key: string, read: (text: string) => number): number[] | null {
  const found: number[] = []
  for (const text of section.texts(key) ?? []) {
    const [first = '', last = first] = text.split(':').map(one => one.trim())
    const from = read(first)
    // Until the end of the month is until its longest end.
    const to = from > 0 && last === '-1' ? LAST_DAY : read(last)
    if (!Number.isInteger(from) || !Number.isInteger(to) || to < from || from < 0 !== to < 0) {
      section.lose(key, `${text} has no counterpart, so the stretch is left out`)
      return null
    }
    for (let one = from; one <= to; one += 1) found.push(one)
  }
  return [...new Set(found)]
}
