// A copy under a new name: in paths, in code, and in what the code imports.
import { posix } from 'node:path'

type Way = (name: string) => string

const kebab: Way = name => name
const snake: Way = name => name.replaceAll('-', '_')
export const camel: Way = name => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal: Way = name => camel(`-${name}`)
const constant: Way = name => snake(name).toUpperCase()

/** The names by which code speaks of it. */
export function identifiersOf(name: string): string[] {
  return [camel(name), pascal(name), constant(name)]
}

export function renameCode(from: string, to: string): (text: string) => string {
  return renaming(from, to, [camel, snake, kebab, pascal, constant])
}

export function renamePaths(from: string, to: string): (path: string) => string {
  return renaming(from, to, [kebab, snake, camel, pascal, constant])
}

/** Replaces a name in every way of writing it, the first where two are the same; a call of a method of that name stays. */
function renaming(from: string, to: string, ways: readonly Way[]): (text: string) => string {
  const pairs = new Map(ways.toReversed().map(way => [way(from), way(to)]))
  const words = [...pairs.keys()].map(word =>
    /^[A-Z]/.test(word) ? word : `(?<![.\\w])${word}|(?<=_)${word}`,
  )
  const pattern = new RegExp(`(?:${words.join('|')})(?![a-z])`, 'g')
  return text => text.replace(pattern, word => pairs.get(word) ?? word)
}

/** A page is called as what it is of; a title that is a name of code, as that of a runbook, follows with the code. */
export function titled(text: string, name: string): string {
  const words = name.replaceAll('-', ' ')
  return text.replace(/^# (?:[A-Z]+|[A-Z][a-z ]+)$/m, `# ${words.slice(0, 1).toUpperCase()}${words.slice(1)}`)
}

const RELATIVE_PATH = /'(\.{1,2}\/[^'\n]*)'/

/**
 * The text of a file that moves `from` one path `to` another, renamed. What it imports leads where it led, or, where
 * that is copied as well, to the copy: `moved` has the new path of each file of the copy by its old one.
 */
export function moveText(
  text: string,
  { from, to, moved, rename }: { from: string; to: string; moved: ReadonlyMap<string, string>; rename: Way },
): string {
  const parts = text.split(RELATIVE_PATH)
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return rename(part)
      const target = posix.join(posix.dirname(from), part)
      const path = posix.relative(posix.dirname(to), moved.get(target) ?? target)
      return `'${path.startsWith('.') ? path : `./${path}`}'`
    })
    .join('')
}
