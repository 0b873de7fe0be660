// Which functions assert: by what is in them, and by calling others that do, in their own file or among what tests share.
import {
  isCallExpression,
  isFunctionLikeDeclaration,
  isIdentifier,
  isPropertyAccessExpression,
  type Node,
} from 'typescript/unstable/ast'
import type { SourceFile } from '../source-tree.ts'
import { within } from '../syntax.ts'
import { running } from './dropped.ts'

interface Found {
  readonly name: string
  readonly path: string
  /** Last names of what is called in it. */
  readonly calls: ReadonlySet<string>
  readonly asserts: boolean
}

/** `['assert', 'equal']` of `assert.equal(...)`. */
export function calledBy(call: Node): string[] {
  const { expression } = call as unknown as { expression: Node }
  if (isIdentifier(expression)) return [expression.text]
  if (!isPropertyAccessExpression(expression)) return []
  const { expression: of, name } = expression
  return [isIdentifier(of) ? of.text : '', name.text]
}

/** An assertion, a check of types, or what asserts by its name. */
export function asserts([first = '', second = '']: readonly string[]): boolean {
  return /^(?:assert|expect|holds$|fails$|describeMainJob$)/.test(first) || /^(?:assert|expect)/.test(second)
}

/** Whether something in the node asserts, itself or through functions that do. */
export type Asserting = (node: Node, path: string) => boolean

/** `files`: tests and what they share; a name that several shared files give to a function stands for all of them. */
export function assertingIn(files: readonly SourceFile[]): Asserting {
  const defined = definedIn(files)
  const all = files.flatMap(file => functionsOf(file, defined))
  const known = new Set(all.filter(one => one.asserts))
  const names = (path: string): Set<string> =>
    new Set([...known].filter(one => one.path === path || isShared(one.path)).map(({ name }) => name))
  for (let before = -1; before !== known.size; ) {
    before = known.size
    const byPath = new Map<string, Set<string>>()
    for (const one of all) {
      const asserting = byPath.get(one.path) ?? names(one.path)
      byPath.set(one.path, asserting)
      if (!known.has(one) && meet(one.calls, asserting)) known.add(one)
    }
  }
  const byPath = new Map<string, Set<string>>()
  return (node, path) => {
    const asserting = byPath.get(path) ?? names(path)
    byPath.set(path, asserting)
    const { calls, asserts: direct } = callsIn(node, name => isDefined(name, path, defined))
    return direct || meet(calls, asserting)
  }
}

function meet(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some(one => others.has(one))
}

function isShared(path: string): boolean {
  return path.startsWith('test/support/')
}

/** The paths of files that define a function of a name. */
type Defined = ReadonlyMap<string, readonly string[]>

/** One that checks types alone asserts by its name, whatever is in it. */
const OF_TYPES: ReadonlySet<string> = new Set(['holds', 'fails'])

function definedIn(files: readonly SourceFile[]): Defined {
  const defined = new Map<string, string[]>()
  for (const { path, syntax } of files) {
    for (const node of within(syntax)) {
      const name = isFunctionLikeDeclaration(node) ? nameOf(node) : null
      if (name !== null && !OF_TYPES.has(name)) defined.set(name, [...(defined.get(name) ?? []), path])
    }
  }
  return defined
}

/** A function that the file knows as its own or as a shared one asserts by what is in it, not by its name. */
function isDefined(name: string, path: string, defined: Defined): boolean {
  return (defined.get(name) ?? []).some(where => where === path || isShared(where))
}

function nameOf(node: Node): string | null {
  const { name } = node as { name?: Node }
  const { name: given } = node.parent as { name?: Node }
  const own = name ?? given
  return own !== undefined && isIdentifier(own) ? own.text : null
}

function functionsOf({ path, syntax }: SourceFile, defined: Defined): Found[] {
  return [...within(syntax)].flatMap(node => {
    if (!isFunctionLikeDeclaration(node)) return []
    const name = nameOf(node)
    return name === null ? [] : [{ name, path, ...callsIn(node, one => isDefined(one, path, defined)) }]
  })
}

/** A function that is handed over by its name counts as called. */
function callsIn(
  node: Node,
  isKnown: (name: string) => boolean,
): { calls: ReadonlySet<string>; asserts: boolean } {
  const calls = new Set<string>()
  let direct = false
  for (const one of running(node)) {
    if (!isCallExpression(one)) continue
    const names = calledBy(one)
    if (asserts(names) && !(names.length === 1 && isKnown(names[0] ?? ''))) direct = true
    calls.add(names.at(-1) ?? '')
    for (const given of one.arguments) if (isIdentifier(given)) calls.add(given.text)
  }
  return { calls, asserts: direct }
}
