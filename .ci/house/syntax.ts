// Parses files with the compiler of the project, so that the rules read what is meant and not how it is written.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

export type Syntax = SourceFile

/** The syntax of each file, by the paths that were given: absolute. Nothing is resolved or checked. */
export type Parse = (paths: readonly string[]) => Map<string, Syntax>

/** One process of the compiler, for as many checkouts as are asked about before it is closed. */
export function startParser(): { parse: Parse; close(): void } {
  const api = new API()
  return { parse: paths => parsedBy(api, paths), close: () => api.close() }
}

function parsedBy(api: API, paths: readonly string[]): Map<string, Syntax> {
  if (paths.length === 0) return new Map()
  const scratch = mkdtempSync(join(tmpdir(), 'house-'))
  const project = join(scratch, 'tsconfig.json')
  try {
    const compilerOptions = {
      noLib: true,
      noResolve: true,
      noEmit: true,
      types: [],
      allowJs: true,
      allowImportingTsExtensions: true,
      target: 'esnext',
      module: 'nodenext',
    }
    writeFileSync(project, JSON.stringify({ compilerOptions, files: paths }))
    const { program } = api.updateSnapshot({ openProjects: [project] }).getProject(project) ?? {}
    return new Map(
      paths.map(path => {
        const syntax = program?.getSourceFile(path)
        if (syntax === undefined) throw new Error(`${path} cannot be parsed`)
        return [path, syntax]
      }),
    )
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** A node and everything in it, from the outside in. */
export function* within(node: Node): Generator<Node> {
  yield node
  const children: Node[] = []
  node.forEachChild(child => {
    children.push(child)
  })
  for (const child of children) yield* within(child)
}

/** Lines from the first to the last character of a node. */
export function linesOf(node: Node, syntax: Syntax): number {
  const line = (position: number): number => syntax.getLineAndCharacterOfPosition(position).line
  return line(node.end) - line(node.getStart(syntax)) + 1
}

/** `12` of `src/x.ts:12`. */
export function lineOf(node: Node, syntax: Syntax): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1
}
