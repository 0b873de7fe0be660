// What was promised in a night and not kept, by what was planted and what the mail server took; nothing that slowburn says of itself is
// asked.
import { type Letter, lettersOf } from './letters.ts'
import { type Cause, type NightLog, SLOWEST_DETECTION } from './night.ts'

const NAMES = /cause\d+x|kind\d+x|SlowburnSourceBlind/g

/** Ticks in a row without a fault after which nothing may be owed any more: the window of the rate limit, and a tick. */
const PATIENCE = 4
/** Ticks after which a source that is out of sight is reported: ten minutes. */
const BLIND_AFTER = 2

export function brokenInNight(log: NightLog): string[] {
  const letters = lettersOf(log.mails, NAMES)
  const messages = [...Map.groupBy(letters, ({ id }) => id).values()]
  const first = messages.flatMap(([one]) => one ?? [])
  const about = (name: string): Letter[] => first.filter(one => one.about.has(name))
  const unseen = log.troubled.map((is, tick) => is || isBlind(log, tick) || isBlind(log, tick - 1))
  return [
    ...log.deaths.map(death => `the service ended by itself: ${death}`),
    ...copies(messages, log.excused),
    ...log.alerts.flatMap(cause => ofAlert(cause, about(cause.name), log)),
    ...log.slowDowns.flatMap(cause => ofSlowDown(cause, about(cause.name), unseen)),
    ...ofOutages(log, about('SlowburnSourceBlind')),
    ...first.flatMap(one => invented(one, log)),
  ]
}

function copies(messages: readonly Letter[][], excused: number): string[] {
  const more = messages.reduce((sum, { length }) => sum + length - 1, 0)
  const changed = messages.filter(([first, ...others]) =>
    others.some(({ bytes }) => first === undefined || !bytes.equals(first.bytes)),
  )
  return [
    ...(more > excused ? [`${more} copies, ${excused} excused`] : []),
    ...changed.map(([first]) => `${first?.id} came in other bytes`),
  ]
}

/** Notified once, and its end, each by the end of the first calm after it. */
function ofAlert({ name, began, ended }: Cause, about: readonly Letter[], log: NightLog): string[] {
  // What is over before slowburn had a quiet moment may have come to it as over.
  if (ended !== null && !log.troubled.slice(began, ended).includes(false) && about.length === 0) return []
  const found = inTime(name, about, began, log.troubled)
  const beginnings = about.filter(({ state }) => state === 'firing')
  const [first] = beginnings
  // Who took a message and could not say so may refuse it for good when it comes again; then the next in line is notified, too.
  const excused = log.condemned.filter(tick => first !== undefined && tick > first.tick).length
  if (beginnings.length > 1 + excused) found.push(`${name} began ${beginnings.length} times`)
  if (ended === null) return found
  const ends = about.filter(({ state }) => state !== 'firing')
  const refused = log.condemned.some(tick => tick >= ended)
  return refused ? found : [...found, ...inTime(`the end of ${name}`, ends, ended, log.troubled)]
}

function ofSlowDown({ name, began }: Cause, about: readonly Letter[], unseen: readonly boolean[]): string[] {
  const found = inTime(name, about, began + SLOWEST_DETECTION, unseen)
  const beginnings = about.filter(({ state, subject }) => state === 'firing' && subject.startsWith('PAGE'))
  if (beginnings.length > 1) found.push(`${name} began ${beginnings.length} times`)
  if (about.some(({ tick }) => tick < began)) found.push(`${name} was notified before it began`)
  return found
}

function ofOutages({ outages, troubled, condemned }: NightLog, about: readonly Letter[]): string[] {
  return outages.flatMap(({ kind, began, ended }, i) => {
    const next = outages[i + 1]?.began ?? Number.POSITIVE_INFINITY
    const mine = about.filter(({ tick }) => tick >= began && tick < next)
    const name = `${kind} at ${began}`
    const due = dueAfter(began + BLIND_AFTER, troubled)
    const found = due < (ended ?? troubled.length) ? inTime(name, mine, began + BLIND_AFTER, troubled) : []
    const beginnings = mine.filter(({ state }) => state === 'firing')
    if (beginnings.length > 1 + condemned.length) found.push(`${name} began ${beginnings.length} times`)
    const isOpen = ended === null || beginnings.length === 0 || condemned.some(tick => tick >= ended)
    if (isOpen || dueAfter(ended + 1, troubled) >= next) return found
    const ends = mine.filter(({ state }) => state !== 'firing')
    return [...found, ...inTime(`the end of ${name}`, ends, ended + 1, troubled)]
  })
}

/** Every mail is about something that was planted before. */
function invented({ subject, tick, about }: Letter, { alerts, slowDowns, outages }: NightLog): string[] {
  const planted = [...alerts, ...slowDowns, ...outages].filter(({ began }) => began <= tick)
  const names = new Set(planted.map(({ name }) => name))
  if (about.size > 0 && [...about].every(name => names.has(name))) return []
  return [`"${subject}" in tick ${tick} is about nothing that was planted`]
}

function inTime(
  name: string,
  about: readonly Letter[],
  from: number,
  troubled: readonly boolean[],
): string[] {
  const due = dueAfter(from, troubled)
  if (due >= troubled.length) return []
  const [first] = about
  if (first === undefined) return [`${name} was never notified, due in tick ${due}`]
  return first.tick > due ? [`${name} came in tick ${first.tick}, due in ${due}`] : []
}

/** The end of the first stretch of patience, from a tick on, in which all was well; the number of ticks where there is none. */
function dueAfter(from: number, troubled: readonly boolean[]): number {
  let well = 0
  for (let tick = from; tick < troubled.length; tick += 1) {
    well = troubled[tick] ? 0 : well + 1
    if (well >= PATIENCE) return tick
  }
  return troubled.length
}

function isBlind({ outages }: NightLog, tick: number): boolean {
  return outages.some(({ began, ended }) => began <= tick && tick < (ended ?? Number.POSITIVE_INFINITY))
}
