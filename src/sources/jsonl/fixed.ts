// Which values of a mapping are taken as they are.

/** Undefined where it is a path, at which the value is found. `=text` is the text. */
export function fixedValue(from: string | number | boolean): string | number | boolean | undefined {
  if (typeof from !== 'string') return from
  return from.startsWith('=') ? from.slice(1) : undefined
}
