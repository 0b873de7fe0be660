// What slowburn refuses in an imported configuration, said of the place in the file from which it was made.
import type { Fault } from '../../../core/errors.ts'
import type { Section } from './section.ts'

/** `whole` is what was written, made of objects of which `root` knows the sections. */
export function atOrigin(fault: Fault, whole: object, root: Section): Fault {
  const keys = fault.path.split('.')
  let at: unknown = whole
  let from: Section | null = null
  let below = keys
  for (const [depth, key] of keys.entries()) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined
    const origin = typeof at === 'object' && at !== null ? root.originOf(at) : null
    if (origin !== null) {
      from = origin
      below = keys.slice(depth + 1)
    }
  }
  if (from === null) return { path: fault.path, message: fault.message, remedy: fault.remedy }
  const [key = null] = below
  const known = key !== null && from.has(key) ? key : null
  const { line, where } = from.place(known)
  const rest = (known === null ? below : below.slice(1)).join('.')
  return {
    path: where,
    line,
    message: `${rest === '' ? '' : `${rest}: `}${fault.message}`,
    remedy: fault.remedy,
  }
}
