// Text of a file as it may be repeated on a terminal: short, and without what would control it.

/** As much of a cell is repeated where it is at fault. */
const LONGEST = 40

export function printable(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, '?')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain
}

export function quoted(text: string): string {
  return JSON.stringify(printable(text))
}

export function listed(names: readonly string[]): string {
  const more = names.length > 12 ? ', …' : ''
  return names.slice(0, 12).map(quoted).join(', ') + more
}
