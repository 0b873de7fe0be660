// Holds the members of a registry to names of their own.

/** Two members of a registry have one name: a fault of the code, told without a stack. */
export class DuplicateNameError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DuplicateNameError'
  }
}

/**
 * The members as they are. `files` says where each stands, in the same order; a member may have several names.
 * Throws DuplicateNameError where two have the same, with the files of both.
 */
export function distinct<Members extends readonly unknown[]>(
  members: Members,
  files: readonly string[],
  namesOf: (member: Members[number]) => string | readonly string[],
): Members {
  const places = new Map<string, string>()
  for (const [i, member] of members.entries()) {
    const file = files[i] ?? ''
    for (const name of [namesOf(member)].flat()) {
      const other = places.get(name)
      if (other !== undefined) {
        throw new DuplicateNameError(
          `"${name}" is named twice, in ${other} and in ${file}: rename one of them`,
        )
      }
      places.set(name, file)
    }
  }
  return members
}
