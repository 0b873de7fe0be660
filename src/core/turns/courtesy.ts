// Who waits for an answer goes first: long work in the same thread leaves its turn to them. By turns alone an answer of a hundred
// milliseconds takes twice as long beside work that never rests, and three times beside two of its kind.
import type { Millis } from '../clock.ts'

export interface Courtesy {
  /** Somebody waits from here on, until what is returned is called: at most for `LONGEST_WAIT`, for an answer may never end. */
  wait(): () => void
  /** Resolves once nobody waits, at the latest after `MOST_LEFT`: whoever asks again and again does not stop the work. */
  leave(): Promise<void>
}

/** Real milliseconds for which somebody counts as waiting. */
export const LONGEST_WAIT: Millis = 1000
/** Real milliseconds that are left to others for one turn of the work, which is of 8: it keeps a quarter of the time. */
export const MOST_LEFT: Millis = 25

export function createCourtesy(): Courtesy {
  let waiting = 0
  /** Of the moment at which nobody waits any more. */
  let nobody = Promise.withResolvers<void>()
  const begin = (): void => {
    if (waiting === 0) nobody = Promise.withResolvers<void>()
    waiting += 1
  }
  const end = (): void => {
    waiting -= 1
    if (waiting === 0) nobody.resolve()
  }
  return {
    wait: () => {
      begin()
      const longest = setTimeout(() => done(), LONGEST_WAIT).unref()
      let isDone = false
      const done = (): void => {
        if (isDone) return
        isDone = true
        clearTimeout(longest)
        end()
      }
      return done
    },
    leave: async () => {
      if (waiting === 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const most = setTimeout(resolve, MOST_LEFT)
      await Promise.race([nobody.promise, promise])
      clearTimeout(most)
    },
  }
}
