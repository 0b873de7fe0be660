// Runs the drift detectors of river beside ours, where Python can be had; says so where not.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomStream } from '../../src/core/random.ts'
import type { NullSeries } from '../live/null-series.ts'
import { runPeer } from './venv.ts'

/** river 0.23.0 imports typing_extensions without saying so. */
const PACKAGES = ['river==0.23.0', 'typing_extensions']
const FOLDER = process.env.SLOWBURN_BENCH_RIVER ?? join(tmpdir(), 'slowburn-bench-river')
const MINUTE = 60_000
const WARM = 336

export interface RiverRates {
  names: string[]
  series: number
  note: string
  /** Alarms in 1,000 series-days, by kind of series and detector. */
  rates: number[][]
  /** Points a second, by detector, over all series. */
  perSecond: number[]
}

export interface RiverDelays {
  note: string
  rows: RiverDelay[]
}

/** One detector on one kind of change. */
export interface RiverDelay {
  name: string
  /** Points from the change to the first alarm; null: none came. One a series. */
  delays: Array<number | null>
  /** Alarms before the change, over all series. */
  early: number
}

interface RiverResult {
  version: string
  /** For each series the points at which a change was reported. */
  detectors: Record<string, { alarms: number[][]; perSecond: number }>
}

const MISSING = `missing: ${PACKAGES[0]} (no Python that has it)`

export function riverRates(
  kinds: readonly NullSeries[],
  seed: number,
  count: number,
  liveDays: number,
): RiverRates {
  const python = riverPython()
  if (python === null) {
    return {
      names: [],
      series: 0,
      note: MISSING,
      rates: [],
      perSecond: [],
    }
  }
  const series = kinds.flatMap(({ name, start }) =>
    Array.from({ length: count }, (_, index) => {
      const value = start(randomStream(seed, name, index))
      return Array.from({ length: WARM + liveDays * 24 }, (_hour, hour) => value(hour)).filter(
        each => each !== null,
      )
    }),
  )
  const { version, detectors } = runPeer(python, 'river.py', { series, warm: WARM }) as RiverResult
  const names = Object.keys(detectors)
  const rates = kinds.map((_, kind) =>
    names.map(name => {
      const alarms = detectors[name]?.alarms.slice(kind * count, (kind + 1) * count) ?? []
      return alarms.reduce((sum, each) => sum + each.length, 0) / ((count * liveDays) / 1000)
    }),
  )
  return {
    names,
    series: count,
    note: `river ${version}, default settings`,
    rates,
    perSecond: names.map(name => detectors[name]?.perSecond ?? Number.NaN),
  }
}

/** How long after point `from` of each series each detector reports a change, and how often before. */
export function riverDelays(series: ReadonlyArray<readonly number[]>, from: number): RiverDelays {
  const python = riverPython()
  if (python === null) return { note: MISSING, rows: [] }
  const { version, detectors } = runPeer(python, 'river.py', { series, warm: WARM }) as RiverResult
  const rows = Object.entries(detectors).map(([name, { alarms }]) => ({
    name: `river ${name}`,
    delays: alarms.map(reported => {
      const first = reported.find(index => index >= from)
      return first === undefined ? null : first - from + 1
    }),
    early: alarms.reduce((sum, reported) => sum + reported.filter(index => index < from).length, 0),
  }))
  return { note: `river ${version}, default settings`, rows }
}

/** The interpreter of an environment that has river; it is made in the system's folder for temporary files. */
function riverPython(): string | null {
  const python = join(FOLDER, 'bin', 'python')
  if (existsSync(python) && has(python)) return python
  const made = spawnSync('python3', ['-m', 'venv', FOLDER], { timeout: MINUTE })
  if (made.status !== 0) return null
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], {
    timeout: 10 * MINUTE,
  })
  return installed.status === 0 && has(python) ? python : null
}

function has(python: string): boolean {
  return spawnSync(python, ['-c', 'from river import drift'], { timeout: MINUTE }).status === 0
}
