// Sums of real numbers that are the same in whatever order they are made, and from which a number can be taken out again: each is
// split into whole numbers, which add up exactly (Kulisch and Miranker, The arithmetic of the digital computer, SIAM Review 28, 1986).

/** Bits of a limb: 2^23 of the largest still add up within 2^53. */
const BITS = 30
const LOWEST = -105

/** Whole numbers that a number is split into; that at `i` counts multiples of 2^(30 i - 105). */
export const LIMBS = 7

/** Largest magnitude that fits, some 4e31. What is smaller than 2^-105, some 2.5e-32, counts as nothing. */
export const LARGEST_SUMMAND = 2 ** (LOWEST + BITS * LIMBS) * (1 - 2 ** -53)

/** The limb of a number at a place, a whole number of its sign. Throws RangeError where the number is too large. */
export function limbOf(value: number, place: number): number {
  const size = Math.abs(value)
  if (!(size <= LARGEST_SUMMAND)) throw new RangeError(`${value} is too large to be added up`)
  // Powers of two change no digit.
  const multiples = Math.floor(size / 2 ** (LOWEST + BITS * place))
  const above = Math.floor(multiples / 2 ** BITS) * 2 ** BITS
  const limb = multiples - above
  return value < 0 && limb !== 0 ? -limb : limb
}

/** What limbs, or the sums of those of several numbers, stand for. Of one number, that number. */
export function sumOfLimbs(limbs: readonly number[]): number {
  const digits: number[] = []
  let carry = 0
  for (const limb of limbs) {
    const whole = limb + carry
    carry = Math.round(whole / 2 ** BITS)
    digits.push(whole - carry * 2 ** BITS)
  }
  // From the largest on, each step is exact until the last digits of the sum are reached.
  let sum = carry * 2 ** (LOWEST + BITS * limbs.length)
  for (const [place, digit] of [...digits.entries()].toReversed()) sum += digit * 2 ** (LOWEST + BITS * place)
  return sum
}
