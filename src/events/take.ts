// Takes candidates over from whoever brings them, as copies of plain data: nothing of the bringer runs any more when they are looked
// at. A source may hand over anything, whose parts may throw or loop when they are read.
import { storable } from '../core/reading/storable.ts'

/** Candidates that are taken at once: far more than comes from a source that reads its system in pieces. */
const MOST_AT_ONCE = 500_000
/** Parts of one object or list of a candidate, and how deep they may lie: what has more is no event. */
const MOST_PARTS = 1000
const DEEPEST = 6

/** Stands in the place of a candidate that cannot be read. */
export class Unreadable {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/**
 * One for each candidate, in order. Two in a row with the same attributes or the same data, as of one row, have the same copy of
 * them. Throws where it is no list, or too long. To be called where whoever never returns is interrupted.
 */
export function takeCandidates(given: unknown): unknown[] {
  if (!Array.isArray(given)) throw new TypeError('it is no list')
  const list: readonly unknown[] = given
  const { length } = list
  if (length > MOST_AT_ONCE) throw new RangeError(`it is a list of more than ${MOST_AT_ONCE}`)
  const taking = createTaking()
  const taken: unknown[] = []
  for (let place = 0; place < length; place += 1) {
    try {
      taken.push(taking(list[place]))
    } catch (error) {
      taken.push(
        new Unreadable(error instanceof TooMuch ? error.message : 'an event that throws when it is read'),
      )
    }
  }
  return taken
}

class TooMuch extends Error {}

type Parts = Record<string, unknown>

function createTaking(): (candidate: unknown) => unknown {
  const attributesOf = createCopying(DEEPEST)
  const dataOf = createCopying(DEEPEST - 1)
  const partOf = (part: unknown, name: string): unknown => {
    if (name === 'attributes') return attributesOf(part)
    return name === 'data' ? dataOf(part) : copyOf(part, DEEPEST - 1)
  }
  return candidate =>
    typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)
      ? copyOf(candidate, DEEPEST)
      : deepen(shallow(candidate), partOf)
}

function createCopying(depth: number): (of: unknown) => unknown {
  let last: { of: unknown; copy: unknown } | null = null
  return of => {
    if (last === null || last.of !== of) last = { of, copy: copyOf(of, depth) }
    return last.copy
  }
}

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) throw new TooMuch('an event that is nested too deeply')
  if (Array.isArray(value)) return listOf(value, depth)
  return deepen(shallow(value), part => copyOf(part, depth - 1))
}

function listOf(list: readonly unknown[], depth: number): unknown[] {
  const { length } = list
  if (length > MOST_PARTS) throw new TooMuch('an event with too long a list')
  return Array.from({ length }, (_, place) => copyOf(list[place], depth - 1))
}

/** What it holds itself, each part read once. */
function shallow(value: object): Parts {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) throw new TooMuch('an event with bytes')
  return { ...value }
}

/** Copies what its parts hold. Changes the object, which is ours. */
function deepen(parts: Parts, copyPart: (part: unknown, name: string) => unknown): Parts {
  let count = 0
  for (const name in parts) {
    count += 1
    if (count > MOST_PARTS) throw new TooMuch('an event with too many fields')
    const part = parts[name]
    // Under this name it would become the prototype.
    if (name === '__proto__') throw new TooMuch('an event with a field named __proto__')
    if (typeof part === 'string' || (typeof part === 'object' && part !== null)) {
      parts[name] = copyPart(part, name)
    }
  }
  return parts
}
