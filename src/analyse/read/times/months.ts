// Names of months and days of the week as they stand in dates, in English, German, French, Spanish, Italian, Portuguese and Dutch.

/** Names of each month, without accents; a name is known in whole or by an abbreviation in use, never by its beginning alone. */
const MONTHS: readonly string[] = [
  'jan january januar janv janvier ene enero gen gennaio janeiro januari',
  'feb february februar fev fevr fevrier febrero febbraio fevereiro februari',
  'mar march marz maerz mrz mars marzo marco mrt maart',
  'apr april avr avril abr abril aprile',
  'may mai mayo mag maggio maio mei',
  'jun june juni juin junio giu giugno junho',
  'jul july juli juil juillet julio lug luglio julho',
  'aug august aout ago agosto augustus',
  'sep sept september septembre septiembre setiembre set settembre setembro',
  'oct october okt oktober octobre octubre ott ottobre out outubro',
  'nov november novembre noviembre novembro',
  'dec december dez dezember decembre dic diciembre dicembre dezembro',
]

const NUMBERS: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, k) => names.split(' ').map(name => [name, k + 1] as const)),
)

/** In whole where a beginning may be a month, as French mar. is Tuesday and March. */
const WEEKDAY =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\.?,?\s+/i

const MONTH_OF_YEAR = /^(\p{L}{3,10})\.?[-' ]'?(\d{2})$/u

/** 1 to 12; 0: no month is called so. */
export function monthNumber(name: string): number {
  const plain = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return NUMBERS.get(plain) ?? 0
}

/** Cells such as Jan-20 are months of a year, unless the month mostly stays while the number goes on, as days do. */
export function areMonthsOfYears(cells: readonly string[]): boolean {
  const months = cells.map(cell => monthNumber(MONTH_OF_YEAR.exec(cell)?.[1] ?? ''))
  if (months.length < 2 || months.includes(0)) return false
  const stays = months.filter((month, k) => k > 0 && month === months[k - 1]).length
  return 2 * stays < months.length - 1
}

/** Jan-20 as Jan 2020; what is written otherwise stays. Two digits up to 68 are of this century. */
export function monthOfYear(cell: string): string {
  const [, month, year = ''] = MONTH_OF_YEAR.exec(cell) ?? []
  return month === undefined ? cell : `${month} ${Number(year) <= 68 ? 20 : 19}${year}`
}

/** A date without the day of the week before it. */
export function withoutWeekday(text: string): string {
  return text.replace(WEEKDAY, '')
}
