// What the state of a series takes, and which detector takes how much of it.
import type { MonitorState } from '../../../src/detection/change.ts'
import { STATE_LIMIT } from '../../../src/detection/detectors/detector.ts'

/** Of a monitor's inside, as far as it is asked here. */
interface Inside {
  names?: string
  live?: { parts: readonly (object | null)[] } | null
}

/** Bytes as JSON, and a sentence that names each detector with its bytes, the limit, and what is left of it. */
export function sizeOf(state: MonitorState): { all: number; words: string } {
  const { names = '', live } = ('hours' in state ? state.hours : state) as Inside
  const all = bytes(state)
  const parts = names
    .split(' ')
    .map((name, place): [string, number] => [name, bytes(live?.parts[place] ?? null)])
    .toSorted(([, a], [, b]) => b - a)
  const rest = all - parts.reduce((sum, [, size]) => sum + size, 0)
  const shares = parts.map(([name, size]) => `${name} ${size}`).join(', ')
  const left = all <= STATE_LIMIT ? `${STATE_LIMIT - all} are left` : `${all - STATE_LIMIT} too many`
  return {
    all,
    words: `the state of a series takes ${all} of ${STATE_LIMIT} bytes, ${left}: ${shares}; all else ${rest}`,
  }
}

function bytes(value: unknown): number {
  return JSON.stringify(value).length
}
