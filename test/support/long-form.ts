// How much a simulation goes through: `npm test` takes the short form of it, `npm run test:all` the long one.

const LONG = process.env.SLOWBURN_LONG_FORM === '1'

/** What is asserted must hold, and be able to fail, in both forms. */
export function inForm<T>(short: T, long: T): T {
  return LONG ? long : short
}

/**
 * Of the cases that each of several members is taken through, those of the member at `place`: all in the long form; in the short
 * one so many, others from member to member, so that each case still meets some members.
 */
export function casesFor<T>(cases: readonly T[], place: number, count: number): readonly T[] {
  const first = place * count
  return LONG || count >= cases.length
    ? cases
    : Array.from({ length: count }, (_, i) => cases[(first + i) % cases.length] as T)
}
