// Numbers as Grafana would write them in the few units of the boards.
import { DAY, HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'

/** `—` of what is no number. */
export function inUnit(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '—'
  return (UNITS[unit] ?? short)(value)
}

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  s: seconds,
  percentunit: value => `${rounded(100 * value)} %`,
  cps: value => `${rounded(value)} /s`,
  bytes,
  bool_yes_no: value => (value === 0 ? 'No' : 'Yes'),
  dateTimeAsIso: value => new Date(value).toISOString().slice(0, 16).replace('T', ' '),
}

function short(value: number): string {
  return scaled(value, 1000, ['', ' K', ' M', ' G'])
}

function bytes(value: number): string {
  return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB'])
}

function scaled(value: number, by: number, names: readonly string[]): string {
  const power = Math.min(
    names.length - 1,
    Math.max(0, Math.floor(Math.log(Math.abs(value) || 1) / Math.log(by))),
  )
  return `${rounded(value / by ** power)}${names[power] ?? ''}`
}

const SPANS: ReadonlyArray<readonly [number, string]> = [
  [DAY / SECOND, 'd'],
  [HOUR / SECOND, 'h'],
  [MINUTE / SECOND, 'min'],
  [1, 's'],
]

function seconds(value: number): string {
  if (value === 0) return '0 s'
  const [span, name] = SPANS.find(([least]) => Math.abs(value) >= least) ?? [0.001, 'ms']
  return `${rounded(value / span)} ${name}`
}

/** Three digits. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}
