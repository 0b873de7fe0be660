// Tries to write to what a part is given: each thing in it that is set, added or taken away is named.

/** Paths at which it could be written, in plain objects, lists and what holds functions; everything is left as it was found. */
export function writableIn(value: unknown, path = 'given', seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null || seen.has(value) || isOfClass(value)) return []
  seen.add(value)
  const own = Object.keys(value).filter(name => canWrite(value, name))
  const added = canWrite(value, 'anotherOne') ? [`${path}.anotherOne`] : []
  return [
    ...own.map(name => `${path}.${name}`),
    ...added,
    ...Object.entries(value).flatMap(([name, part]) => writableIn(part, `${path}.${name}`, seen)),
  ]
}

/** Maps, dates, bytes, and what else has a class: these cannot be frozen. */
function isOfClass(value: object): boolean {
  const kind: unknown = Object.getPrototypeOf(value)
  return kind !== Object.prototype && kind !== Array.prototype && kind !== null
}

function canWrite(of: object, name: string): boolean {
  const before = Object.getOwnPropertyDescriptor(of, name)
  const could = Reflect.set(of, name, 'written')
  if (!could) return Reflect.defineProperty(of, name, { value: 'written', configurable: true })
  if (before === undefined) Reflect.deleteProperty(of, name)
  else Reflect.defineProperty(of, name, before)
  return true
}
