// Fills versions into the words of a command, and into paths. They come from whoever announces releases: what could mean something else to a program or a path is refused.

/** No dash at the beginning, which would be an option; no white space, quotes or control characters. */
const PLAIN = /^[A-Za-z0-9_][\w.+:@/=-]{0,199}$/

/** `{name}` of the given ones; another is left as it stands. */
export type Given = Readonly<Record<string, string>>

/** What is wrong with a value; null: nothing. */
export function faultOfValue(name: string, value: string): string | null {
  if (!PLAIN.test(value))
    return `${name} ${JSON.stringify(value.slice(0, 80))} has characters that are not filled in`
  return value.split('/').includes('..') ? `${name} ${value} leads out of its folder` : null
}

export function fillIn(text: string, given: Given): string {
  return text.replace(/\{([a-z]+)\}/g, (all, name: string) => given[name] ?? all)
}
