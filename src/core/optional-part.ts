// Parts that only those install who use them: whether one is there, and what to do where it is not.

/** Null where the package can be loaded; otherwise what is missing and the remedy, in one sentence each. */
export function missingPart(part: string, packageName: string): { message: string; remedy: string } | null {
  try {
    import.meta.resolve(packageName)
    return null
  } catch {
    return {
      message: `${part} is not installed`,
      remedy: 'It comes with the optional packages: install slowburn without --omit=optional',
    }
  }
}
