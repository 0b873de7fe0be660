// A rota as a calendar that any calendar program can subscribe to (RFC 5545): one event a turn.
import { createHash } from 'node:crypto'
import ICAL from 'ical.js'
import type { Millis } from '../../core/clock.ts'
import { WEEK } from '../../core/duration.ts'
import { handoversBetween, onDuty, type Rota } from '../routing/rota.ts'

const BEHIND: Millis = 5 * WEEK
const AHEAD: Millis = 26 * WEEK

/** Turns of the last five and the next 26 weeks, in UTC. The same turn has the same UID whenever it is written. */
export function rotaCalendar(rota: Rota, now: Millis): string {
  const [from, until] = [now - BEHIND, now + AHEAD]
  const root = new ICAL.Component('vcalendar')
  root.addPropertyWithValue('version', '2.0')
  root.addPropertyWithValue('prodid', '-//slowburn//rota//EN')
  root.addPropertyWithValue('calscale', 'GREGORIAN')
  root.addPropertyWithValue('x-wr-calname', `On call: ${rota.name}`)
  const edges = [from, ...handoversBetween(rota, from, until), until]
  for (const [i, start] of edges.slice(0, -1).entries()) {
    root.addSubcomponent(turn(rota, { start, end: edges[i + 1] ?? until, now }))
  }
  return `${root.toString()}\r\n`
}

function turn(rota: Rota, { start, end, now }: { start: Millis; end: Millis; now: Millis }): ICAL.Component {
  const event = new ICAL.Component('vevent')
  const id = createHash('sha256')
    .update(JSON.stringify([rota.name, start]))
    .digest('hex')
    .slice(0, 24)
  event.addPropertyWithValue('uid', `${id}@rota.slowburn`)
  event.addPropertyWithValue('dtstamp', timeOf(now))
  event.addPropertyWithValue('dtstart', timeOf(start))
  event.addPropertyWithValue('dtend', timeOf(end))
  event.addPropertyWithValue('summary', onDuty(rota, start))
  event.addPropertyWithValue('transp', 'TRANSPARENT')
  return event
}

function timeOf(at: Millis): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true)
}
