// Reads YAML with the line of every value kept, so that a fault can say where it is.
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Fault } from '../core/errors.ts'
import { isStorable, NOT_STORABLE, storable } from '../core/reading/storable.ts'
import { substituted } from './environment.ts'
import { unquotedVariables } from './unquoted.ts'

export interface ConfigDocument {
  value: unknown
  /**
   * The value with those of the paths that are one variable and nothing else read as numbers or booleans, where they are such;
   * null where none is. An environment has texts alone.
   */
  retyped(paths: ReadonlyArray<readonly PropertyKey[]>): unknown
  /** The 1-based line of a value, or of the nearest thing around it. */
  lineOf(path: readonly PropertyKey[]): number | undefined
}

/** Parses `text` and puts environment variables in place of `${NAME}`, with null none. Adds what is wrong to `faults`. */
export function readDocument(
  text: string,
  env: Readonly<Record<string, string | undefined>> | null,
  faults: Fault[],
): ConfigDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true, uniqueKeys: true })
  const unquoted = document.errors.length === 0 ? [] : unquotedVariables(text)
  for (const { shown, line } of unquoted) {
    const message = 'stands between { } or [ ] without quotes, so YAML reads its own braces'
    faults.push({ path: shown, line, message, remedy: `Write "${shown}"` })
  }
  for (const error of unquoted.length > 0 ? [] : document.errors) {
    const message = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
    faults.push({ path: 'YAML', line: error.linePos?.[0].line, message, remedy: 'Fix the YAML' })
  }
  if (faults.length === 0) faults.push(...brokenTexts(document, lines))
  if (faults.length === 0 && env !== null) substitute(document, env, lines, faults)
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let depth = path.length; depth > 0; depth--) {
      const offset = offsetAt(document, path.slice(0, depth))
      if (offset !== null) return lines.linePos(offset).line
    }
    return path.length > 0 ? 1 : undefined
  }
  const retyped = (paths: ReadonlyArray<readonly PropertyKey[]>): unknown => {
    let some = false
    for (const path of paths) {
      const node = document.getIn(path, true)
      if (!isScalar(node) || !isVariable(node.source) || typeof node.value !== 'string') continue
      if (!/^(true|false|-?\d+(\.\d+)?)$/.test(node.value)) continue
      node.value = JSON.parse(node.value.replace(/^(-?)0+(?=\d)/, '$1'))
      some = true
    }
    return some ? document.toJS() : null
  }
  return { value: faults.length === 0 ? document.toJS() : null, retyped, lineOf }
}

function isVariable(source: string | undefined): boolean {
  return /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(source ?? '')
}

/** Where a path begins: at its key for a map's entry, which is where a reader looks for it. */
function offsetAt(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const key = parent.items.find(pair => isScalar(pair.key) && pair.key.value === last)?.key
    if (isNode(key) && key.range) return key.range[0]
  }
  const node = document.getIn(path, true)
  return isNode(node) && node.range ? node.range[0] : null
}

/** YAML may write by an escape what no other notation has, nor any store. */
function brokenTexts(document: ReturnType<typeof parseDocument>, lines: LineCounter): Fault[] {
  const found: Fault[] = []
  visit(document, {
    Scalar(_, { value, range }) {
      if (typeof value !== 'string' || isStorable(value)) return
      const line = range ? lines.linePos(range[0]).line : undefined
      const path = storable(value.slice(0, 40))
      found.push({ path, line, message: NOT_STORABLE, remedy: 'Write the whole character' })
    },
  })
  return found
}

function substitute(
  document: ReturnType<typeof parseDocument>,
  env: Readonly<Record<string, string | undefined>>,
  lines: LineCounter,
  faults: Fault[],
): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return
      node.value = substituted(node.value, name => {
        const value = env[name]
        // A secret that was read from a file ends in the line break of the file.
        if (value !== undefined) return value.replace(/[\r\n]+$/, '')
        const line = node.range ? lines.linePos(node.range[0]).line : undefined
        faults.push({
          path: `\${${name}}`,
          line,
          message: 'environment variable is not set',
          remedy: `Set ${name} in the environment of slowburn`,
        })
        return ''
      })
    },
  })
}
