// Imports between the rooms of `src/` run downwards only, and none leads out of it; a standalone room imports nothing, and no other
// room imports it.

import type { Import } from '../imports.ts'
import { rooms, standalone } from '../layout.ts'
import type { Rule } from '../rule.ts'

const order = new Map<string, number>(rooms.map((room, index) => [room, index]))
const alone = new Set<string>(standalone)

export const layers: Rule = {
  name: 'layers',
  check: tree => [
    ...[...new Set(tree.files.map(file => roomOf(file.path)))].flatMap(unknownRoom),
    ...tree.files.filter(({ path }) => /^src\/[^/]+$/.test(path)).map(inNoRoom),
    ...tree.imports.flatMap(judge),
  ],
}

function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null
}

function unknownRoom(room: string | null): string[] {
  if (room === null || order.has(room) || alone.has(room)) return []
  return [`src/${room} has no place in the order of rooms; give it one in .ci/house/layout.ts`]
}

function inNoRoom({ path }: { path: string }): string {
  return `${path} is in no room; move it into one of ${rooms.join(', ')}`
}

function judge(found: Import): string[] {
  const from = roomOf(found.from)
  if (from === null) return []
  const way = `${found.from} -> ${found.to}`
  if (alone.has(from)) {
    const isOwn = !found.external && roomOf(found.to) === from
    return isOwn ? [] : [`${way}: ${from} stands alone and imports nothing, not even of Node's own`]
  }
  if (!found.external && !found.to.startsWith('src/'))
    return [`${way}: what lies outside of src is not installed with it; move what is needed into a room`]
  const to = found.external ? null : roomOf(found.to)
  if (to !== null && alone.has(to))
    return [`${way}: ${to} is for whoever installs it, and no part of the service`]
  if (to === null || (order.get(to) ?? -1) <= (order.get(from) ?? rooms.length)) return []
  return [`${way}: ${to} is above ${from}; move what both need down, or hand it in as an argument`]
}
