// Series with a rhythm by the clocks on the wall, over a change of these: what is raised in the fifty days after, and without a change.
// node bench/live/clocks.ts [--quick]
import { DAY, HOUR } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'
import { offsetsBetween } from '../../src/core/zones/zone-offsets.ts'
import type { MonitorOptions } from '../../src/detection/change.ts'
import { monitor } from '../../test/support/detection/detection.ts'
import { benchOptions, judge, printHead, printTable } from '../report/report.ts'
import { autoregressive } from './null-series.ts'

/** No constant was chosen on either. */
const SEEDS = [61, 20_023] as const
const QUIET_DAYS = 40
const WATCHED_DAYS = 50
const PHI = 0.4
/** From Monday, 0. */
const SATURDAY = 5

interface Setting {
  name: string
  /** Whose clocks the rhythm goes by, and when they are set; without one: a zone whose clocks never are. */
  zone: string
  at: number
}

const SETTINGS: readonly Setting[] = [
  { name: 'Berlin, forward', zone: 'Europe/Berlin', at: Date.UTC(2026, 2, 29, 1) },
  { name: 'Berlin, back', zone: 'Europe/Berlin', at: Date.UTC(2026, 9, 25, 1) },
  { name: 'New York, forward', zone: 'America/New_York', at: Date.UTC(2026, 2, 8, 7) },
  { name: 'Sydney, back', zone: 'Australia/Sydney', at: Date.UTC(2026, 3, 4, 16) },
  { name: 'none: Kolkata', zone: 'Asia/Kolkata', at: Date.UTC(2026, 2, 29, 1) },
]

interface Shape {
  name: string
  /** In logs, by the hour on the wall. */
  value(hour: number, isWeekend: boolean): number
}

const sine = (amplitude: number): Shape => ({
  name: `sine, amplitude ${amplitude}`,
  value: hour => amplitude * Math.sin((2 * Math.PI * (hour - 9)) / 24),
})

const SHAPES: readonly Shape[] = [
  ...[0.3, 0.6, 1, 1.2].map(sine),
  {
    name: 'offices, 5 to 1',
    value: (hour, isWeekend) => (!isWeekend && hour >= 8 && hour < 18 ? Math.log(5) : 0),
  },
]

const { quick } = benchOptions()
const runs = quick ? 3 : 40

printHead('Raised in fifty days after clocks were set', [
  `seeds ${SEEDS.join(' and ')}, on which nothing was chosen; ${runs} hourly series a cell, noise of .1 in logs, AR(${PHI}), ${QUIET_DAYS} days before`,
])
const rows = SHAPES.flatMap(shape => SETTINGS.map(setting => ({ shape, setting })))
const raised = rows.map(({ shape, setting }) =>
  SEEDS.flatMap(seed => [true, false].map(named => alarmsAfter(shape, setting, seed, named))),
)
printTable(
  ['rhythm', 'clocks', 'zone named', 'not named', 'zone named, 2nd seed', 'not named, 2nd seed'],
  rows.map(({ shape, setting }, row) => [shape.name, setting.name, ...(raised[row] ?? []).map(String)]),
)
const quiet = shareOf(/^none/)
judge(
  [0, 1].map(place => {
    const moved = shareOf(/^(?!none)/, place)
    // Two standard errors of what is compared, and never less than one watch in a thousand days.
    const usual = Math.max(quiet.share, WATCHED_DAYS / 1000)
    return {
      what: `alarms a series after clocks were set, zone ${place === 0 ? 'named' : 'not named'}, both seeds`,
      value: moved.share,
      most: usual + 2 * Math.sqrt(usual / quiet.series + usual / moved.series),
    }
  }),
)

/** Of the settings so called, alarms a series; `place`: with the zone named (0) or not (1), left out: both. */
function shareOf(name: RegExp, place?: number): { share: number; series: number } {
  const counts = rows.flatMap(({ setting }, row) =>
    name.test(setting.name)
      ? (raised[row] ?? []).filter((_, column) => place === undefined || column % 2 === place)
      : [],
  )
  const series = counts.length * runs
  return { share: counts.reduce((sum, count) => sum + count, 0) / series, series }
}

/** Alarms that began after the moment, over all runs. */
function alarmsAfter(shape: Shape, { zone, at: moment }: Setting, seed: number, named: boolean): number {
  const options: MonitorOptions = {
    bucket: HOUR,
    family: 'positive',
    goodDirection: null,
    limit: null,
    ...(named ? { zone } : {}),
  }
  const from = Math.floor(moment / DAY) * DAY - QUIET_DAYS * DAY
  const offsets = offsetsBetween(zone, from, moment + WATCHED_DAYS * DAY)
  let alarms = 0
  for (let run = 0; run < runs; run += 1) {
    const noise = autoregressive(randomStream(seed, shape.name, zone, moment, run), PHI)
    const course = monitor.resume(monitor.start(options))
    let stands = false
    for (let at = from; at < moment + WATCHED_DAYS * DAY; at += HOUR) {
      const shown = at + (offsets.findLast(offset => offset.at <= at)?.offset ?? 0)
      const weekday = Math.floor(shown / DAY + 3) % 7
      const value = Math.exp(shape.value((shown % DAY) / HOUR, weekday >= SATURDAY) + 0.1 * noise())
      const verdict = course.observe({ at, value, lower: value, upper: value, n: 1 })
      const now = verdict.status === 'alarm'
      if (now && !stands && at >= moment) alarms += 1
      stands = now
    }
  }
  return alarms
}
