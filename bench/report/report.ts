// What the segmenter's benches share: the machine, tables, red lines, and the committed baseline.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Slowness } from './machine.ts'

export interface BenchOptions {
  data: string | null
  quick: boolean
  /** Writes the measured figures as the new baseline instead of comparing. */
  writeBaseline: boolean
}

export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'write-baseline': { type: 'boolean', default: false },
    },
  })
  return { data: values.data ?? null, quick: values.quick, writeBaseline: values['write-baseline'] }
}

export function printHead(title: string, notes: readonly string[]): void {
  const { model = 'unknown processor' } = cpus()[0] ?? {}
  print(`${title}\n${model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`)
  for (const note of notes) print(note)
  print('')
}

export function printTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): void {
  const widths = head.map((cell, k) => Math.max(cell.length, ...rows.map(row => (row[k] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0))).join('  ')
  print(line(head))
  print(widths.map(width => '-'.repeat(width)).join('  '))
  for (const row of rows) print(line(row))
  print('')
}

export interface Red {
  what: string
  value: number
  /** The value must lie within. */
  least?: number
  most?: number
  /** `most` is a time: of a whole, or of the longest of many. On a slow machine it is stretched. */
  time?: keyof Slowness
}

/** Names every figure outside its limits and sets the exit code. Limits of time are stretched where the machine was measured. */
export function judge(lines: readonly Red[], slowness?: Slowness): void {
  if (slowness !== undefined && slowness.longest > 1)
    print(
      `slower than usual just now: limits of time are stretched ${slowness.whole.toFixed(2)} times, of longest times ${slowness.longest.toFixed(2)} times`,
    )
  for (const { what, value, least, most: limit, time } of lines) {
    const most = time === undefined ? limit : (limit ?? Number.NaN) * (slowness?.[time] ?? 1)
    const broken =
      !(value >= (least ?? Number.NEGATIVE_INFINITY)) || !(value <= (most ?? Number.POSITIVE_INFINITY))
    if (!broken) continue
    print(`RED  ${what}: ${value.toFixed(4)} is not within ${least ?? '-inf'} and ${most ?? 'inf'}`)
    process.exitCode = 1
  }
}

/**
 * Compares figures, of which more is better, with `bench/baseline/<name>.json`; a loss of more than `slack`
 * breaks a red line. The quick form, which measures less, is kept under a name of its own.
 */
export function compareBaseline(
  name: string,
  figures: Readonly<Record<string, number>>,
  { slack, write }: { slack: number; write: boolean },
): void {
  const file = new URL(`../baseline/${name}.json`, import.meta.url)
  if (write) {
    const rounded = Object.fromEntries(
      Object.entries(figures).map(([key, value]) => [key, Math.round(value * 1e4) / 1e4]),
    )
    writeFileSync(file, `${JSON.stringify(rounded, null, 2)}\n`)
    print(`wrote ${name}.json`)
    return
  }
  if (!existsSync(file)) {
    print(`no baseline ${name}.json: make it with --write-baseline`)
    return
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>
  judge(
    Object.entries(kept).map(([key, value]) => ({
      what: `${key} against the baseline ${value}`,
      value: figures[key] ?? Number.NaN,
      least: value - slack,
    })),
  )
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
