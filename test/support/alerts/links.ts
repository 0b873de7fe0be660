// What the store does for confirmation codes, in memory.

/** A code is used once. */
export function onceEach(): (code: string) => boolean {
  const used = new Set<string>()
  return code => used.size < used.add(code).size
}
