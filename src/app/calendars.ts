// Keeps the rotas that a calendar decides up to date: read at the start and then again and again, from a file or the web.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCalendar } from '../alerting/calendar/read.ts'
import type { CalendarRota, Rota } from '../alerting/routing/rota.ts'
import type { Clock, Millis } from '../core/clock.ts'
import { DAY, MINUTE, SECOND } from '../core/duration.ts'
import { reasonOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { createOutages } from '../core/outages.ts'
import { ask } from '../core/reading/answer.ts'
import { readRegular } from '../core/reading/regular-file.ts'
import { redactSecrets } from '../core/secrets/redact.ts'
import type { Contact } from '../delivery/notifiers/registry.ts'

const EVERY: Millis = 15 * MINUTE
const BEHIND: Millis = 40 * DAY
const AHEAD: Millis = 190 * DAY
const TIMEOUT: Millis = 15 * SECOND
/** Bytes of a calendar. */
const LARGEST = 10_000_000

export interface Calendars {
  rotas: readonly Rota[]
  contacts: readonly Contact[]
  /** The data folder: what was last read is kept there, for a start without the network. */
  folder: string
  clock: Clock
  log: Logger
  /** What is wrong with those that cannot be read, by the name of the rota: kept up to date. */
  faults: Map<string, string>
}

export type Reading = Pick<Calendars, 'contacts' | 'clock' | 'log'>

/** Runs until `signal` is aborted. What cannot be read leaves what was read before, and is logged each time. */
export async function keepCalendars(calendars: Calendars, signal: AbortSignal): Promise<void> {
  const { clock, log } = calendars
  const outages = createOutages()
  const rotas = calendars.rotas.filter(rota => 'calendar' in rota)
  for (const rota of rotas) recall(rota, calendars)
  while (rotas.length > 0 && !signal.aborted) {
    await Promise.all(
      rotas.map(async rota => {
        const fault = await refresh(rota, calendars, signal)
        if (signal.aborted) return
        if (fault === null) {
          calendars.faults.delete(rota.name)
          outages.works(rota.name, () => log.info('calendar is read again', { rota: rota.name }))
          return
        }
        calendars.faults.set(rota.name, fault)
        outages.failed(rota.name, fault, () =>
          log.error('the calendar of a rota cannot be read; who is on duty is as it was last read', {
            rota: rota.name,
            error: fault,
          }),
        )
      }),
    )
    await clock.sleep(EVERY, signal).catch(() => undefined)
  }
}

/** What is wrong; null: it was read, and is kept. */
export function refresh(
  rota: CalendarRota,
  calendars: Calendars,
  signal: AbortSignal,
): Promise<string | null> {
  return lookAt(rota, calendars, signal, text => keep(fileOf(rota, calendars), text))
}

/** What is wrong, with the path of a file and without an address, which may be a secret; null: it was read. `good` is told the text of one that is a calendar. */
export async function lookAt(
  rota: CalendarRota,
  reading: Reading,
  signal: AbortSignal,
  good: (text: string) => void = () => undefined,
): Promise<string | null> {
  try {
    const text = await textOf(rota.ics, signal)
    const fault = take(rota, text, reading)
    if (fault === null) good(text)
    return fault
  } catch (error) {
    const whole = reasonOf(error)
    const address = addressOf(rota.ics)
    return address === null ? redactSecrets(whole) : withoutAddress(whole, [rota.ics, address])
  }
}

function take(rota: CalendarRota, text: string, { contacts, clock, log }: Reading): string | null {
  const people = contacts
    .filter(({ name }) => rota.contacts.includes(name))
    .map(({ name, email }) => ({ name, addresses: email ?? [] }))
  const now = clock.now()
  const read = readCalendar(text, { people, zone: rota.zone, from: now - BEHIND, until: now + AHEAD })
  if (typeof read === 'string') return read
  rota.calendar.shifts = read.shifts
  if (read.unknown.length > 0) {
    const events = [...new Set(read.unknown)].slice(0, 5).join(', ')
    log.warn('a calendar has events that name no contact of its rota', { rota: rota.name, events })
  }
  return null
}

/** Null of a file. */
function addressOf(ics: string): string | null {
  const address = ics.replace(/^webcals?:/, 'https:')
  return /^https?:\/\//.test(address) ? address : null
}

function withoutAddress(text: string, addresses: readonly string[]): string {
  return redactSecrets(addresses.reduce((left, one) => left.replaceAll(one, 'the calendar'), text))
}

async function textOf(ics: string, signal: AbortSignal): Promise<string> {
  const address = addressOf(ics)
  if (address === null) return readRegular(ics).toString('utf8')
  const answer = await ask(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]) })
  if (answer.ok) return await answer.whole(LARGEST)
  await answer.leave()
  throw new Error(`answered ${answer.status}`)
}

function fileOf({ name }: CalendarRota, { folder }: Calendars): string {
  return join(folder, `rota-${Buffer.from(name).toString('base64url')}.ics`)
}

function keep(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function recall(rota: CalendarRota, calendars: Calendars): void {
  let text: string
  try {
    text = readRegular(fileOf(rota, calendars)).toString('utf8')
  } catch {
    return
  }
  take(rota, text, calendars)
}
