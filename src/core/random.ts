// Randomness that can be repeated: the same seed and path give the same numbers on every machine.

/** A stream of pseudo-random draws. Drawing changes the stream and nothing else. */
export interface Random {
  /** Uniform over the integers 0 to 2^32 - 1. */
  word(): number
  /** Uniform on [0, 1), with 53 random bits. */
  uniform(): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** Uniform over the integers from `low` to `high`, both included. */
  integer(low: number, high: number): number
  /** One of `items`, each as likely; throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T
  /** Standard normal. */
  normal(): number
  /** Exponential with the given mean. */
  exponential(mean: number): number
  /** exp(normal), scaled to the given median; `logSd` is the standard deviation of its logarithm. */
  lognormal(median: number, logSd: number): number
}

/** Four 32-bit words, not all zero. */
export type RandomState = readonly [number, number, number, number]

/**
 * The stream that belongs to `path` under `seed`. Streams of different paths are independent for every
 * practical purpose, so each entity can have its own (`randomStream(7, 'task', 1234)`) and drawing more
 * for one never disturbs another: what a simulation needs for common random numbers.
 */
export function randomStream(seed: number, ...path: ReadonlyArray<string | number>): Random {
  return randomFrom(hash([seed, ...path]))
}

/** xoshiro128** 1.1 (Blackman and Vigna 2018) from a given state. */
export function randomFrom(state: RandomState): Random {
  return new Xoshiro128(state)
}

/** A class, not closures: a simulation makes a stream for every entity, and this costs one allocation. */
class Xoshiro128 implements Random {
  private a: number
  private b: number
  private c: number
  private d: number

  constructor([a, b, c, d]: RandomState) {
    this.a = a
    this.b = b
    this.c = c
    this.d = d
  }

  word(): number {
    const result = Math.imul(rotate(Math.imul(this.b, 5), 7), 9) >>> 0
    const shifted = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= shifted
    this.d = rotate(this.d, 11)
    return result
  }

  uniform(): number {
    return ((this.word() >>> 5) * 2 ** 26 + (this.word() >>> 6)) / 2 ** 53
  }

  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1))
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('pick requires at least one item')
    return item
  }

  /** Box and Muller (1958), the cosine half alone: one normal always costs the same number of draws. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform())
  }

  lognormal(median: number, logSd: number): number {
    return median * Math.exp(logSd * this.normal())
  }
}

/** Absorbs a path into 128 bits: each lane mixes every word with a multiplier of its own. */
function hash(path: ReadonlyArray<string | number>): RandomState {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  const absorb = (value: number): void => {
    a = mix(a ^ Math.imul(value, 0x9e3779b1))
    b = mix(b ^ Math.imul(value, 0x85ebca77))
    c = mix(c ^ Math.imul(value, 0xc2b2ae3d))
    d = mix(d ^ Math.imul(value, 0x27d4eb2f))
  }
  for (const part of path) {
    if (typeof part === 'number') {
      absorb(part | 0)
      absorb(Math.floor(part / 2 ** 32) | 0)
    } else {
      absorb(part.length)
      for (let i = 0; i < part.length; i++) absorb(part.charCodeAt(i))
    }
  }
  return [mix(a ^ b) | 1, mix(b ^ c), mix(c ^ d), mix(d ^ a)]
}

/** The finaliser of MurmurHash3 (Appleby), after a step that keeps zero from staying zero. */
function mix(value: number): number {
  let x = (value + 0x6d2b79f5) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
