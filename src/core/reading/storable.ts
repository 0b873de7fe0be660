// Text of others as every store keeps it: UTF-8 has no place for half of a surrogate pair, and SQL takes a NUL for the end.

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** What is said of text that is refused for it. */
export const NOT_STORABLE = 'has half of a character (a surrogate by itself), or a NUL'

/** With U+FFFD in the place of such characters; the same text where there are none. */
export function storable(text: string): string {
  if (isStorable(text)) return text
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
