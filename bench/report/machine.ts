// How slow this machine is just now, against the one on which the limits of time were set. One and the same code took 2.6 s
// of one core in one night and 4.9 s in the next: milliseconds alone judge the machine's neighbours.

/** Milliseconds that the reference takes on a core of which nobody else wants anything. */
const USUAL = 28
/** No limit is stretched further: what is slower than that is red, whatever the machine does. */
const MOST = 2.5
/** Turns before anything is counted, until the compiler has seen them, and those that are counted. */
const WARMING = 5
const TURNS = 25

export interface Slowness {
  /** At least 1, at most 2.5: what a limit of a whole is stretched by, and one of a longest, which meets the slowest moment. */
  readonly whole: number
  readonly longest: number
}

/** Measures the machine now, before what is judged, and once more when asked. */
export function watchMachine(): () => Slowness {
  const turns = measure()
  return () => {
    turns.push(...measure())
    turns.sort((a, b) => a - b)
    return { whole: stretch(turns, 0.5), longest: stretch(turns, 0.9) }
  }
}

function stretch(turns: readonly number[], rank: number): number {
  const time = turns[Math.floor(rank * turns.length)] ?? Number.NaN
  return Math.min(Math.max(time / USUAL, 1), MOST)
}

function measure(): number[] {
  return Array.from({ length: WARMING + TURNS }, timed).slice(WARMING)
}

function timed(): number {
  const began = performance.now()
  reference()
  return performance.now() - began
}

/** Work that no change of slowburn touches, larger than a cache: objects, text, a map of strings and a sort. */
function reference(): void {
  const seen = new Map<string, { at: number; name: string }>()
  for (let index = 0; index < 30_000; index += 1) {
    const at = (index * 7919) % 30_000
    seen.set(`series ${at}`, { at, name: `model ${at % 97}` })
  }
  const read = JSON.parse(JSON.stringify([...seen.values()])) as Array<{ at: number }>
  if (read.sort((a, b) => a.at - b.at)[0]?.at !== 0)
    throw new Error('the reference computation has lost its numbers')
}
