// The same series in the notations in which people and tools write numbers and times, for tests that read them back.
import { DAY, HOUR } from '../../../src/core/duration.ts'
import type { Random } from '../../../src/core/random.ts'

export interface Written {
  text: string
  times: number[]
  values: number[]
  /** What was written how, for a test that fails. */
  how: string
}

const grouped = (digits: string, mark: string): string => digits.replace(/\B(?=(\d{3})+$)/g, mark)
const inPairs = (digits: string): string =>
  digits.length <= 3 ? digits : `${digits.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${digits.slice(-3)}`
const fractionOf = (text: string): string => text.split('.')[1] ?? ''

function withMarks(text: string, group: (digits: string) => string, decimal: string): string {
  const [whole = ''] = text.split('.')
  const fraction = fractionOf(text)
  return fraction === '' ? group(whole) : group(whole) + decimal + fraction
}

type WriteNumber = (text: string) => string

/** Of a number with a point, as JavaScript writes it. */
const NUMBERS: Readonly<Record<string, WriteNumber>> = {
  plain: text => text,
  'decimal comma': text => text.replace('.', ','),
  American: text => withMarks(text, digits => grouped(digits, ','), '.'),
  German: text => withMarks(text, digits => grouped(digits, '.'), ','),
  French: text => withMarks(text, digits => grouped(digits, '\u202f'), ','),
  Swiss: text => withMarks(text, digits => grouped(digits, "'"), '.'),
  Indian: text => withMarks(text, inPairs, '.'),
  'in euros': text => `${withMarks(text, digits => grouped(digits, '.'), ',')} €`,
  'in dollars': text => `$${withMarks(text, digits => grouped(digits, ','), '.')}`,
  'with a unit': text => `${text} ms`,
}

const two = (number: number): string => String(number).padStart(2, '0')
const FRENCH = 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'.split(' ')

interface Stamp {
  names: readonly string[]
  step: number
  write(at: Date): readonly string[]
}

const iso = (at: Date, length: number): string => at.toISOString().slice(0, length)
const digits = (at: Date, length: number): string => at.toISOString().replace(/\D/g, '').slice(0, length)
const serial = (at: Date): number => at.getTime() / DAY + 25_569

const STAMPS: Readonly<Record<string, Stamp>> = {
  'ISO 8601': { names: ['time'], step: HOUR, write: at => [at.toISOString()] },
  'Unix seconds': { names: ['ts'], step: HOUR, write: at => [String(at.getTime() / 1000)] },
  'Unix milliseconds': { names: ['ts'], step: HOUR, write: at => [String(at.getTime())] },
  'digits of a day': { names: ['date'], step: DAY, write: at => [digits(at, 8)] },
  'digits of an hour': { names: ['ts'], step: HOUR, write: at => [digits(at, 10)] },
  'digits of a minute': { names: ['ts'], step: HOUR, write: at => [digits(at, 12)] },
  'a date and an hour': {
    names: ['date', 'hour'],
    step: HOUR,
    write: at => [iso(at, 10), String(at.getUTCHours())],
  },
  'a German date and a clock': {
    names: ['Datum', 'Uhrzeit'],
    step: HOUR,
    write: at => [
      `${two(at.getUTCDate())}.${two(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`,
      at.toISOString().slice(11, 16),
    ],
  },
  'year, month, day and hour': {
    names: ['year', 'month', 'day', 'hour'],
    step: HOUR,
    write: at => [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours()].map(String),
  },
  'the day first': {
    names: ['Date'],
    step: HOUR,
    write: at => [
      `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${iso(at, 16).slice(11)}`,
    ],
  },
  'the month first': {
    names: ['Date'],
    step: DAY,
    write: at => [`${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`],
  },
  'French months': {
    names: ['Jour'],
    step: DAY,
    write: at => [`${at.getUTCDate()} ${FRENCH[at.getUTCMonth()]} ${at.getUTCFullYear()}`],
  },
  'days of a spreadsheet': { names: ['Date'], step: DAY, write: at => [String(serial(at))] },
  'hours of a spreadsheet': { names: ['Date'], step: HOUR, write: at => [serial(at).toFixed(6)] },
}

/** A series of chance, written in notations of chance. */
export function writtenByChance(random: Random): Written {
  const pick = <Item>(items: readonly Item[]): Item => items[random.integer(0, items.length - 1)] as Item
  const [stampName, stamp] = pick(Object.entries(STAMPS))
  const [numberName, writeNumber] = pick(Object.entries(NUMBERS))
  const delimiter = pick([',', ';', '\t'])
  const length = pick([12, 30, 60, 300])
  const decimals = pick([0, 0, 1, 2, 3])
  const asShort = random.chance(0.5)
  const median = 10 ** (5 * random.uniform() - 0.5)
  const spread = pick([0.1, 1])
  const start = Date.UTC(2020 + random.integer(0, 5), random.integer(0, 11), random.integer(1, 28))
  const named = random.chance(0.3)
  const quoted = (cell: string): string => (cell.includes(delimiter) ? `"${cell}"` : cell)
  const rows = [[...stamp.names, ...(named ? ['run_id'] : []), 'took']]
  const [times, values]: [number[], number[]] = [[], []]
  for (let i = 0; i < length; i++) {
    const fixed = random.lognormal(median, spread).toFixed(decimals)
    const text = asShort ? String(Number(fixed)) : fixed
    times.push(start + i * stamp.step)
    values.push(Number(text))
    rows.push([
      ...stamp.write(new Date(times[i] as number)),
      ...(named ? [String(7000 + 37 * i)] : []),
      writeNumber(text),
    ])
  }
  return {
    text: rows.map(cells => `${cells.map(quoted).join(delimiter)}\n`).join(''),
    times,
    values,
    how: `${stampName}, ${numberName}, ${JSON.stringify(delimiter)}`,
  }
}
