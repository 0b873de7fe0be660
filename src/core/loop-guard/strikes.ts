// How often parts have failed to return lately: each time costs everybody the patience, so that one that does it again and again is
// asked no more. One that does so now and then is asked on.

/** Real seconds. */
type Seconds = number

export interface Strikes {
  /** It did not return, once more. */
  add(part: string): void
  /** Whether that was so often that it is asked no more, for good. */
  isOut(part: string): boolean
}

export const MOST_STRIKES = 3
/** More than that apart cost nobody much. */
const WITHIN: Seconds = 3600

export function createStrikes(stopwatch: () => Seconds): Strikes {
  const struck = new Map<string, readonly Seconds[]>()
  return {
    add: part => {
      const now = stopwatch()
      const before = struck.get(part) ?? []
      if (before.length >= MOST_STRIKES) return
      struck.set(part, [...before.filter(at => now - at < WITHIN), now])
    },
    isOut: part => (struck.get(part)?.length ?? 0) >= MOST_STRIKES,
  }
}
