// Rows that come more often than once an hour, as the service would watch them: by the hour. Noise that hangs together
// from one minute to the next is whole there, and a moment's spike is one value, not a dozen (docs/reference/detectors/baseline.md).
import { HOUR } from '../core/duration.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import type { Family } from '../indicators/indicator.ts'
import type { LiveAlarm, LiveRun } from './live-run.ts'
import { type Row, writtenAt } from './row.ts'

export interface ByHour {
  row: Row
  /** The same run, in indices and positions of the rows that came in. */
  restore(run: LiveRun): LiveRun
}

/** An hour of which less was measured than this share has no value. */
const LEAST_SHARE = 0.5

/** Null where the rows come once an hour or less often, at no even pace, or at one of which an hour holds no whole number. */
export function byHour(row: Row, family: Family): ByHour | null {
  const { clock, bucket } = row
  const perHour = HOUR / bucket
  if (clock === null || perHour <= 1 || !Number.isInteger(perHour)) return null
  const start = Math.floor(clock.start / HOUR) * HOUR
  const lead = Math.round((clock.start - start) / bucket)
  const hours = gather(row, perHour, lead)
  const [first] = hours
  if (first === undefined) return null
  const begin = (position: number): number => Math.max(0, (position + first.hour) * perHour - lead)
  return {
    row: {
      file: {
        ...row.file,
        times: Float64Array.from(hours, ({ hour }) => start + hour * HOUR),
        values: Float64Array.from(hours, hour => levelOf(hour, perHour, family)),
      },
      positions: Float64Array.from(hours, ({ hour }) => hour - first.hour),
      bucket: HOUR,
      clock: { ...clock, start: start + first.hour * HOUR, bucket: HOUR },
    },
    restore: run => ({
      ...run,
      alarms: run.alarms.map(alarm =>
        restored(alarm, row, (hours[alarm.index] as Hour | undefined)?.lastRow ?? 0, begin),
      ),
      warmingFor: run.warmingFor * perHour,
    }),
  }
}

interface Hour {
  /** Hours since the one that the first row lies in. */
  hour: number
  lastRow: number
  sum: number
  count: number
}

/** The hours that are over and hold a row. */
function gather({ file, positions }: Row, perHour: number, lead: number): Hour[] {
  const over = Math.floor(((positions.at(-1) as number) + 1 + lead) / perHour)
  const hours: Hour[] = []
  for (let i = 0; i < positions.length; i++) {
    const hour = Math.floor(((positions[i] as number) + lead) / perHour)
    if (hour >= over) break
    let last = hours.at(-1)
    if (last?.hour !== hour) {
      last = { hour, lastRow: i, sum: 0, count: 0 }
      hours.push(last)
    }
    last.lastRow = i
    const value = file.values[i] as number
    if (Number.isNaN(value)) continue
    last.sum += value
    last.count += 1
  }
  return hours
}

/** The mean of what was measured; of counts the sum, for a whole hour. */
function levelOf({ sum, count }: Hour, perHour: number, family: Family): number {
  if (count < LEAST_SHARE * perHour) return Number.NaN
  const mean = sum / count
  return family === 'count' ? Math.round(mean * perHour) : mean
}

function restored(alarm: LiveAlarm, row: Row, index: number, begin: (position: number) => number): LiveAlarm {
  const { onset, raised, cleared } = alarm
  const end = (position: number): number => begin(position + 1) - 1
  return {
    ...alarm,
    index,
    at: kindOf(alarm.kind).drawing === 'gap' ? alarm.at : writtenAt(row, index),
    raised: end(raised),
    onset: { value: begin(onset.value), lower: begin(onset.lower), upper: begin(onset.upper) },
    cleared: cleared === null ? null : end(cleared),
  }
}
