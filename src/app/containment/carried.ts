// What a process that replaces itself hands to the one after it: the parts that were interrupted, as one variable of the
// environment. Anybody can set that, so nothing of it is believed unseen.
import * as z from 'zod'
import { OWNER_KINDS } from '../../core/loop-guard/owners.ts'
import type { Interrupted } from '../../pipeline/interrupted.ts'

/** The name of the variable. */
export const CARRIED = 'SLOWBURN_INTERRUPTED'

/** Starts in place, one after the other, each without one part more; then the process ends. */
export const MOST_CARRIED = 8

/** Characters of what a source feeds that are handed on; without it, the source is taken to feed anything. */
const LONGEST_FEEDING = 8000

const text = z.string().min(1).max(1000)
const names = z.array(text).max(1000)
const shape = z
  .array(
    z.strictObject({
      owner: z.strictObject({ kind: z.enum(OWNER_KINDS), name: text }),
      place: text,
      at: z.number().int().min(0),
      feeding: z
        .strictObject({ feeds: names, severalTables: names.optional(), oneAtATime: z.boolean().optional() })
        .optional(),
    }),
  )
  .max(MOST_CARRIED)

export type Carried = { interrupted: readonly Interrupted[] } | { fault: string }

export function readCarried(env: Readonly<Record<string, string | undefined>>): Carried {
  const given = env[CARRIED]
  if (given === undefined) return { interrupted: [] }
  let json: unknown
  try {
    json = JSON.parse(given)
  } catch {
    return { fault: 'is no JSON' }
  }
  const read = shape.safeParse(json)
  return read.success
    ? { interrupted: read.data as Interrupted[] }
    : { fault: 'is not what slowburn writes there' }
}

/** The environment of the process to come. */
export function withCarried(
  env: Readonly<Record<string, string | undefined>>,
  interrupted: readonly Interrupted[],
): Record<string, string> {
  const handed = interrupted.map(({ owner: { kind, name }, place, at, feeding }) => ({
    owner: { kind, name },
    place: place.slice(0, 1000),
    at,
    ...(feeding === undefined || JSON.stringify(feeding).length > LONGEST_FEEDING ? {} : { feeding }),
  }))
  const kept = Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined)
  return { ...Object.fromEntries(kept), [CARRIED]: JSON.stringify(handed) }
}
