// Text of others as every store keeps it: UTF-8 has no place for half of a surrogate pair, and SQL takes a NUL for the end.

/** With U+FFFD in the place of such characters; the same text where there are none. */
export function storable(text: string): string {
  if (!text.includes('\0') && text.isWellFormed()) return text
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
