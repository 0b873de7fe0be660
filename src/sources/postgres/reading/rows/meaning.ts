// What a row is taken for: what it is about, in which life, and what it says beside what was known of that.
import type { Millis } from '../../../../core/clock.ts'
import type { Event } from '../../../../events/event.ts'
import type { KnownSubject } from '../../../memory.ts'
import type { Row } from '../../connection/session.ts'
import { fit } from '../../mapping/identity.ts'
import type { TablePlan } from '../../mapping/plan.ts'
import { archiveOf } from '../../mapping/roles.ts'
import { fieldPositions, keyOf, type RowKey } from './cells.ts'
import type { Lives } from './lives.ts'
import { revised } from './revision.ts'
import { type Reading, type ReadRow, type RowView, viewRow } from './row.ts'

export interface MeaningOptions {
  plan: TablePlan
  readRow: ReadRow
  lives: Lives
  /** What the subjects of its rows begin with. */
  subjects: string
  /** Rows that begin before it are not told apart by their begin, which meant something else then. */
  adopted: Millis
  /** Whether an id was seen to repeat within the table: then each is taken once, whatever begins its rows have. */
  repeats(): boolean
  lag: Millis
  /** How long ago the moment was that counts as now: rows are written while others are read. */
  elapsed(): Millis
}

export interface Meaning {
  view: RowView
  reading: Reading
  /** What it is about within its table; null: what its key says. */
  entity: string | null
  /** How many events a row makes that says as much. */
  stage: number
  /** Another row has had its id, and nothing was known of this one. */
  isAgain: boolean
  /** It takes back an end, so that all that it says has to be said again. */
  isRevised: boolean
  /** It takes back that work was done: no platform does so that only tries once more. */
  isUndone: boolean
  /** All that it says is known. */
  isKnown: boolean
  /** An end of it was known. */
  hasEnded: boolean
}

export class Meanings {
  readonly #options: MeaningOptions
  readonly #positions: ReadonlyMap<string, number>

  constructor(options: MeaningOptions) {
    this.#options = options
    this.#positions = fieldPositions(options.plan)
  }

  view(row: Row, now: Millis, life = ''): RowView {
    const { plan, elapsed, lag } = this.#options
    return viewRow(row, {
      positions: this.#positions,
      clock: plan.clock,
      latest: now + elapsed() + lag,
      wholeKey: plan.entity === 'key' ? keyOf(plan, row) : null,
      life,
    })
  }

  /** `saidAt`: when the row said so. */
  of(row: Row, key: RowKey, now: Millis, saidAt: Millis): Meaning {
    const { plan, lives } = this.#options
    const first = this.#read(row, key, now, '')
    const [opening] = first.reading.events
    if (plan.mapping.as === 'runs') return ofRun(first, lives)
    if (opening === undefined) return { ...ofRun(first, lives), entity: this.#namedBy(first.view, key) }
    const before = lives.known(opening)
    const life = this.#lifeOf(opening, before)
    const { view, reading } = life === '' ? first : this.#read(row, key, now, life)
    const known = life === '' ? before : lives.known(reading.events[0] ?? opening)
    const isAgain = life !== '' && known === null
    if (isAgain) lives.note(opening)
    const events = revised(plan.mapping, reading, view, known, saidAt)
    lives.add(events ?? reading.events, known)
    return {
      view,
      reading: events === null ? reading : { ...reading, events },
      entity: this.#entityOf(reading.events[0], key),
      stage: reading.events.length,
      isAgain,
      isRevised: events !== null,
      isUndone: known?.outcome === 'completed' && (events !== null || failsAt(reading, known.endedAt ?? 0)),
      isKnown: events === null && says(reading, known),
      hasEnded: known !== null && known.endedAt !== null,
    }
  }

  #read(row: Row, key: RowKey, now: Millis, life: string): { view: RowView; reading: Reading } {
    const view = this.view(row, now, life)
    return { view, reading: this.#options.readRow(view, `${key}${life}`) }
  }

  /** A row of an archive ends what is open, though its copy may begin at another moment. */
  #lifeOf(opening: Event, known: KnownSubject | null): string {
    const { plan, lives, adopted, repeats } = this.#options
    if (opening.at < adopted || repeats()) return ''
    const life = lives.lifeOf(opening, known)
    if (life === '' || archiveOf(plan.mapping) === null) return life
    const isOpen = known?.endedAt === null
    return isOpen && lives.known({ ...opening, subject: `${opening.subject}${life}` }) === null ? '' : life
  }

  /** Of a row that says nothing yet: what it is about stays the same when it does. */
  #namedBy(view: RowView, key: RowKey): string | null {
    const id = view.entity('id')
    const { subjects } = this.#options
    const entity = id === null ? key : fit(`${subjects}${id}`).slice(subjects.length)
    return entity === key ? null : entity
  }

  #entityOf(opening: Event | undefined, key: RowKey): string | null {
    const { subjects } = this.#options
    const subject = opening?.subject ?? ''
    const entity = subject.startsWith(subjects) ? subject.slice(subjects.length) : key
    return entity === key ? null : entity
  }
}

/** A run belongs to the life of its task that had begun last. */
function ofRun({ view, reading }: { view: RowView; reading: Reading }, lives: Lives): Meaning {
  const events = reading.events.map(event => ({
    ...event,
    subject: `${event.subject}${lives.lifeAt(event)}`,
  }))
  return {
    view,
    reading: { ...reading, events },
    entity: null,
    stage: events.length,
    isAgain: false,
    isRevised: false,
    isUndone: false,
    isKnown: false,
    hasEnded: false,
  }
}

/** An end before the one that is known stands by itself. */
function failsAt({ events }: Reading, upTo: Millis): boolean {
  return events.some(({ type, at }) => type === 'task.failed' && at <= upTo)
}

function says({ events, state }: Reading, known: KnownSubject | null): boolean {
  const [opening] = events
  const last = events.at(-1)
  if (known === null || opening === undefined) return false
  // A task of which only the end is known begins with it.
  if (!ENDS.has(opening.type) && known.begunAt !== opening.at) return false
  if (state !== 'settled' || last === opening) return known.endedAt === null
  return known.endedAt === last?.at && (outcomeOf(last) ?? known.outcome) === known.outcome
}

const ENDS: ReadonlySet<Event['type']> = new Set(['task.started', 'task.finished', 'task.failed'])

/** Null where one outcome of its kind is like another. */
function outcomeOf({ type, data }: Event): string | null {
  if (type === 'task.finished') return 'completed'
  if (type === 'task.failed') return data.phantom ? 'phantom' : 'failed'
  return type === 'claim.verified' ? String(data.outcome) : null
}
