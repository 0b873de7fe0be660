// Units in which numbers are written: what each is of the first of its family, and the letters that only multiply.

/** Factors to the first unit of each family. */
const FAMILIES: ReadonlyArray<Readonly<Record<string, number>>> = [
  {
    s: 1,
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    ms: 1e-3,
    sec: 1,
    secs: 1,
    second: 1,
    seconds: 1,
    m: 60,
    min: 60,
    mins: 60,
    minute: 60,
    minutes: 60,
    h: 3600,
    hr: 3600,
    hour: 3600,
    hours: 3600,
    d: 86_400,
    day: 86_400,
    days: 86_400,
  },
  {
    B: 1,
    bytes: 1,
    kB: 1e3,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
]

const MULTIPLES: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Mio: 1e6,
  Mrd: 1e9,
}

/** What a letter behind a number stands for, as K for a thousand; null: it does not multiply. */
export function multipleOf(unit: string): number | null {
  return Object.hasOwn(MULTIPLES, unit) ? (MULTIPLES[unit] as number) : null
}

/** Whether a unit is one of several that can be turned into each other. */
export function isConvertible(unit: string): boolean {
  return familyOf(unit) !== undefined
}

/** By what a number in `unit` is to be multiplied to be in `wanted`; null: the one cannot be turned into the other. */
export function factorBetween(unit: string, wanted: string): number | null {
  const family = familyOf(unit)
  return family !== undefined && Object.hasOwn(family, wanted)
    ? (family[unit] as number) / (family[wanted] as number)
    : null
}

function familyOf(unit: string): Readonly<Record<string, number>> | undefined {
  return FAMILIES.find(units => Object.hasOwn(units, unit))
}
