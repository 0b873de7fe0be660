// How much a simulation goes through: `npm test` takes the short form of it, `npm run test:all` the long one.

const LONG = process.env.SLOWBURN_LONG_FORM === '1'

/** What is asserted must hold, and be able to fail, in both forms. */
export function inForm<T>(short: T, long: T): T {
  return LONG ? long : short
}
