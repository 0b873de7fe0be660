// Holds the members of a registry to names of their own, and to being plain data.
import { messageOf } from '../errors.ts'

/** A member of a registry cannot be used: a fault of its code, told without a stack. */
export class MemberError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MemberError'
  }
}

/**
 * The members as they are. `files` says where each stands, in the same order; a member may have several names.
 * Throws MemberError where two have the same, with the files of both, and where one cannot be read.
 */
export function distinct<Members extends readonly unknown[]>(
  members: Members,
  files: readonly string[],
  namesOf: (member: Members[number]) => string | readonly string[],
): Members {
  const places = new Map<string, string>()
  for (const [i, member] of members.entries()) {
    const file = files[i] ?? ''
    for (const name of readNames(member, file, namesOf)) {
      const other = places.get(name)
      if (other !== undefined) {
        throw new MemberError(`"${name}" is named twice, in ${other} and in ${file}: rename one of them`)
      }
      places.set(name, file)
    }
  }
  return members
}

/** All that it says of itself is read: what throws here would do so later, where nobody knows whose it is. */
function readNames<Member>(
  member: Member,
  file: string,
  namesOf: (member: Member) => string | readonly string[],
): readonly string[] {
  try {
    Object.values(member as object)
    const names: readonly unknown[] = [namesOf(member)].flat()
    if (names.some(name => typeof name !== 'string' || name === '')) throw new Error('its name is no text')
    return names as readonly string[]
  } catch (thrown) {
    throw new MemberError(
      `${file} cannot be read: ${messageOf(thrown)}. Mend it, or take it out and run npm run generate`,
    )
  }
}
