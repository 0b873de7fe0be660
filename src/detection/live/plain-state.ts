// Whether what a detector keeps is plain JSON of a bearable size, as it must be to be written down.
import { STATE_LIMIT } from '../detectors/detector.ts'

/** Deeper than any state is; what refers to itself is deeper still. */
const DEEPEST = 20

/** Null where it is; else what it is. The size is a low guess, so that nobody is blamed who keeps to the limit. */
export function faultOfState(state: unknown): string | null {
  if (typeof state !== 'object' || state === null) return 'it returned no state'
  const left = leftOf(state, STATE_LIMIT, DEEPEST)
  if (Number.isNaN(left)) return 'its state is no plain JSON'
  return left < 0 ? `its state takes more than ${STATE_LIMIT} bytes` : null
}

/** What is left of the bytes, below zero from the moment on when it is too much; NaN where something is no JSON. */
function leftOf(value: unknown, bytes: number, depth: number): number {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return bytes - 2
    case 'string':
      return bytes - 2 - value.length
    case 'object':
      break
    default:
      return Number.NaN
  }
  if (value === null) return bytes - 2
  if (depth === 0) return Number.NaN
  return Array.isArray(value) ? leftOfList(value, bytes, depth) : leftOfObject(value, bytes, depth)
}

/**
 * What is read of a copy is kept as it was: code that has seen lists of numbers and of other things turns the numbers of every list that it
 * reads into objects, and whoever computes with them is slowed down.
 */
function leftOfList(list: readonly unknown[], bytes: number, depth: number): number {
  let left = bytes - 2 * list.length
  if (left < 0) return left
  for (const one of Object.values(list)) {
    if (typeof one !== 'number') left = leftOf(one, left, depth - 1)
    if (!(left >= 0)) return left
  }
  return left
}

function leftOfObject(object: object, bytes: number, depth: number): number {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) return Number.NaN
  let left = bytes
  for (const name in object) {
    left = leftOf((object as Readonly<Record<string, unknown>>)[name], left - name.length - 3, depth - 1)
    if (!(left >= 0)) return left
  }
  return left
}
