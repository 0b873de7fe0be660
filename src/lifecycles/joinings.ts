// Which kind joins which type of event, and how. A kind that declares what cannot be joined by refuses each of its events, and no other kind
// is kept from its own.
import { messageOf } from '../core/errors.ts'

/** As much of a kind as is looked at: its types are known to whoever compiles, and to nobody who loads it. */
export type Declared = Readonly<Partial<Record<'joins' | 'identity' | 'revisable' | 'lasts', unknown>>>

/** Throws in the place of a kind that cannot join. */
export type AnyJoin = (facts: unknown, event: unknown) => unknown

/** By type of event. One that several kinds claim is that of the kind in whose name it begins, else of the first. */
export function joiningsOf(
  kinds: Readonly<Record<string, Declared>>,
): ReadonlyMap<string, { kind: string; join: AnyJoin }> {
  const owners = ownersOf(kinds)
  const found = new Map<string, { kind: string; join: AnyJoin }>()
  for (const [kind, declared] of Object.entries(kinds)) {
    const fault = faultOf(kind, declared, owners)
    for (const [type, join] of joinsOf(declared)) {
      if (owners.get(type) !== kind) continue
      found.set(type, {
        kind,
        join: fault === null && isJoin(join) ? join : refusing(fault ?? `${type} is no function`),
      })
    }
  }
  return found
}

function ownersOf(kinds: Readonly<Record<string, Declared>>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const [kind, declared] of Object.entries(kinds)) {
    for (const [type] of joinsOf(declared)) {
      if (!owners.has(type) || type.startsWith(`${kind}.`)) owners.set(type, kind)
    }
  }
  return owners
}

function joinsOf({ joins }: Declared): ReadonlyArray<[type: string, join: unknown]> {
  return typeof joins === 'object' && joins !== null ? Object.entries(joins) : []
}

function faultOf(kind: string, declared: Declared, owners: ReadonlyMap<string, string>): string | null {
  const { identity, revisable, lasts } = declared
  if (identity !== 'subject' && identity !== 'event') return `its identity is ${messageOf(identity)}`
  if (!Number.isSafeInteger(revisable) || Number(revisable) < 0)
    return `its revisable is ${messageOf(revisable)}, not a whole number from 0 on`
  if (typeof lasts !== 'boolean') return `its lasts is ${messageOf(lasts)}`
  const [foreign] = joinsOf(declared).filter(([type]) => owners.get(type) !== kind)
  return foreign === undefined ? null : `it joins ${foreign[0]}, which belongs to ${owners.get(foreign[0])}`
}

function isJoin(join: unknown): join is AnyJoin {
  return typeof join === 'function'
}

function refusing(fault: string): AnyJoin {
  return () => {
    throw new TypeError(fault)
  }
}
