// What is handed to a part that others see too: frozen, so that a part that writes to it fails by itself and changes nothing.

/**
 * The same value, frozen in place with all plain objects and lists in it. Functions, bytes and instances of classes (maps and dates
 * among them) stay as they are. What is frozen already counts as frozen all through, so that asking again costs nothing.
 */
export function frozen<T>(value: T): Readonly<T> {
  if (!isPlain(value) || Object.isFrozen(value)) return value
  Object.freeze(value)
  if (Array.isArray(value)) for (const part of value) frozen(part)
  else for (const name in value) frozenPart(value[name])
  return value
}

/** Most parts are texts and numbers: of a history each of millions. */
function frozenPart(part: unknown): void {
  if (typeof part === 'object' && part !== null) frozen(part)
}

/** A copy of the plain objects, lists and bytes in it, frozen but for the bytes; whoever has the original goes on writing to it. */
export function frozenCopy<T>(value: T): T {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T
  // A Buffer has a `slice` of its own, which shares its bytes.
  if (value instanceof Uint8Array) return Uint8Array.prototype.slice.call(value) as T
  if (!isPlain(value)) return value
  const entries = Object.entries(value).map(([name, part]) => [name, frozenCopy(part)])
  return Object.freeze(Object.fromEntries(entries)) as T
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return true
  const kind: unknown = Object.getPrototypeOf(value)
  return kind === Object.prototype || kind === null
}
