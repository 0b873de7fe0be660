// What a thread that stands still says of itself when it is looked into, in the midst of what runs there: whose code that is, and where.
// It is asked without a pause: Node's inspector would describe what the code is called on, and may run code of the part for that.
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'
import type { Interruption } from './interruption.ts'
import type { Owner, Owners } from './owners.ts'

/** Plain data, as it comes from one thread to another. */
export interface Seen {
  owner: Owner | null
  /** The innermost first. */
  sites: ReadonlyArray<{ script: string; line: number }>
}

/** Far more than Node.js has of its own above any code of a part. */
const SITES = 100

/** To be called there by an expression: what has called it is not among the sites. */
export function see(owners: Pick<Owners, 'unlimited'>): Seen {
  const sites = getCallSites(SITES).slice(2)
  return {
    owner: owners.unlimited(),
    sites: sites.map(({ scriptName, lineNumber }) => ({ script: scriptName, line: lineNumber })),
  }
}

/** Null where it is nobody's, or where nothing could be said. */
export function foundIn(seen: Seen | undefined): Interruption | null {
  const { owner = null, sites = [] } = seen ?? {}
  return owner === null ? null : { owner, place: placeOf(sites) }
}

/** For people: the innermost line that is not of Node.js itself. */
function placeOf(sites: Seen['sites']): string {
  for (const { script, line } of sites) {
    if (script.startsWith('file:')) return `${fileURLToPath(script)}:${line}`
    if (isAbsolute(script)) return `${script}:${line}`
  }
  return 'code of Node.js'
}
