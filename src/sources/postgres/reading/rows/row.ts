// One row, asked by role. What cannot be believed is null, and remembered as a refusal with its reason.
import type { Millis } from '../../../../core/clock.ts'
import { SECOND } from '../../../../core/duration.ts'
import type { Event } from '../../../../events/event.ts'
import type { Row } from '../../connection/session.ts'
import {
  type Cell,
  isZoned,
  type Parsed,
  parseBoolean,
  parseNumber,
  parseTime,
  whyUnreadable,
} from '../../connection/values.ts'
import type { WallClock } from '../../connection/wall-clock.ts'

export interface Refusal {
  role: string
  /** Completes the sentence "the value …". Quotes nothing of the row. */
  reason: string
  /** What the row holds there. */
  value: string | null
}

export interface RowView {
  readonly refusals: readonly Refusal[]
  /** Whether the cell holds anything, believable or not. */
  has(role: string): boolean
  /** Trimmed; an empty text is null. */
  text(role: string): string | null
  /** As it is written, for another id may be the same but for its spaces; an empty one is null. */
  id(role: string): string | null
  /** What the row is about: the text of the role, or the whole key where that text is not unique. */
  entity(role: string): string | null
  /** Never later than the present moment plus the source's lag. */
  time(role: string): Millis | null
  /** The other moment that a time without a zone may mean, in the hour that clocks show twice; null elsewhere. */
  secondTime(role: string): Millis | null
  number(role: string): number | null
  boolean(role: string, words?: TruthWords): boolean | null
  /** As above, but NULL is a refusal too. */
  required<T>(role: string, value: T | null): T | null
  refuse(role: string, reason: string): void
}

/** In lower case. */
export interface TruthWords {
  yes: ReadonlySet<string>
  no: ReadonlySet<string>
}

/**
 * `open`: the row will change. `limbo`: it says that it ended but not when, which may still be written.
 * `settled`: nothing more is expected of it.
 */
export interface Reading {
  /** All that the row says so far, in order of time. */
  events: readonly Event[]
  state: 'open' | 'limbo' | 'settled'
}

/** Turns the rows of one table into events. */
export type ReadRow = (row: RowView, rowKey: string) => Reading

/** Longest part of a value that is shown of a refused row. */
const LONGEST_VALUE = 80

/** The reason for refusing what will be believed once its time has come. */
export const IN_FUTURE = 'lies in the future'

export const NOTHING: Reading = { events: [], state: 'settled' }

export interface ViewOptions {
  positions: ReadonlyMap<string, number>
  /** Of times without a zone. */
  clock: WallClock
  /** What is later lies in the future. */
  latest: Millis
  /** The key of a row whose id is not unique; null where the id is. */
  wholeKey: string | null
  /** What is put behind the id of a row that is not the first of it. */
  life?: string
}

export function viewRow(row: Row, options: ViewOptions): RowView {
  return new CellView(row, options)
}

/** Of every row there is one: a class, for a history has millions. */
class CellView implements RowView {
  readonly refusals: Refusal[] = []
  readonly #row: Row
  readonly #options: ViewOptions

  constructor(row: Row, options: ViewOptions) {
    this.#row = row
    this.#options = options
  }

  refuse(role: string, reason: string): void {
    const value = this.#cell(role)?.slice(0, LONGEST_VALUE) ?? null
    if (!this.#isRefused(role)) this.refusals.push({ role, reason, value })
  }

  has(role: string): boolean {
    return this.#held(role) !== null
  }

  text(role: string): string | null {
    return this.#cell(role)?.trim() || null
  }

  id(role: string): string | null {
    return this.#cell(role) || null
  }

  entity(role: string): string | null {
    const { wholeKey, life = '' } = this.#options
    const id = wholeKey ?? this.id(role)
    return id === null ? null : `${id}${life}`
  }

  number(role: string): number | null {
    return this.#believed(role, parseNumber)
  }

  boolean(role: string, words?: TruthWords): boolean | null {
    return this.#believed(role, text => parseTruth(text, words))
  }

  time(role: string): Millis | null {
    const { clock, latest } = this.#options
    const text = this.#cell(role)
    if (text === null) return null
    const parsed = parseTime(text, clock)
    if (parsed.ok && parsed.value <= latest) return parsed.value
    this.refuse(role, parsed.ok ? IN_FUTURE : parsed.reason)
    return null
  }

  secondTime(role: string): Millis | null {
    const { clock, latest } = this.#options
    const text = this.#cell(role)
    if (text === null || isZoned(text)) return null
    const shown = parseTime(text)
    const second = shown.ok ? clock.secondMomentOf(shown.value) : null
    return second === null || second > latest ? null : second
  }

  required<T>(role: string, value: T | null): T | null {
    if (value === null) this.refuse(role, 'is null')
    return value
  }

  /** What could not be read is refused, and null. */
  #cell(role: string): Cell {
    const cell = this.#held(role)
    const why = whyUnreadable(cell)
    if (why === null) return cell
    if (!this.#isRefused(role)) this.refusals.push({ role, reason: why, value: null })
    return null
  }

  #held(role: string): Cell {
    const position = this.#options.positions.get(role)
    return position === undefined ? null : (this.#row[position] ?? null)
  }

  #isRefused(role: string): boolean {
    return this.refusals.some(refusal => refusal.role === role)
  }

  #believed<T>(role: string, parse: (text: string) => Parsed<T>): T | null {
    const text = this.#cell(role)
    if (text === null) return null
    const parsed = parse(text)
    if (parsed.ok) return parsed.value
    this.refuse(role, parsed.reason)
    return null
  }
}

/** Two clocks write the times of a row, the platform's and the database's: this much apart is no fault. */
const SKEW: Millis = SECOND

/**
 * A time that may not precede another: moved up to it if it precedes it by less than two clocks may differ,
 * refused if by more.
 */
export function notBefore(row: RowView, role: string, at: Millis, earliest: Millis): Millis | null {
  if (at >= earliest) return at
  const second = row.secondTime(role)
  if (second !== null && second >= earliest) return second
  if (earliest - at <= SKEW) return earliest
  row.refuse(role, 'lies before the time at which the row begins')
  return null
}

function parseTruth(text: string, words: TruthWords | undefined): Parsed<boolean> {
  const parsed = parseBoolean(text)
  if (parsed.ok || words === undefined) return parsed
  const word = text.trim().toLowerCase()
  if (words.yes.has(word)) return { ok: true, value: true }
  if (words.no.has(word)) return { ok: true, value: false }
  return { ok: false, reason: 'is in neither list of `outcomes`' }
}
