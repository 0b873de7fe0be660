// Reads the code of a checkout, whatever its ending, and which file imports which.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { type Import, importsOf } from './imports.ts'
import type { Parse, Syntax } from './syntax.ts'

export interface SourceFile {
  /** Path from the root, with forward slashes: `src/stats/robust.ts`. */
  readonly path: string
  readonly text: string
  readonly syntax: Syntax
}

export interface SourceTree {
  readonly root: string
  readonly files: readonly SourceFile[]
  /** Imports of the files of `src/`, those of types and those of worker files included. */
  readonly imports: readonly Import[]
}

/** Folders at the root in which there is code. */
export const tops = ['src', 'test', 'bench', 'dashboards', 'alerts', '.ci', 'generate', 'bin'] as const
export const ENDINGS = '{ts,mts,cts,tsx,js,mjs,cjs,jsx}'
const SOURCES = `{${tops.join(',')}}/**/*.${ENDINGS}`

export function readSourceTree(root: string, parse: Parse): SourceTree {
  const paths = globSync(SOURCES, { cwd: root })
    .map(path => path.split(sep).join('/'))
    .sort()
  const parsed = parse(paths.map(path => join(root, path)))
  const files = paths.flatMap((path): SourceFile[] => {
    const syntax = parsed.get(join(root, path))
    return syntax === undefined ? [] : [{ path, text: readFileSync(join(root, path), 'utf8'), syntax }]
  })
  const known = new Set(paths)
  return { root, files, imports: files.filter(inSource).flatMap(file => importsOf(file, known)) }
}

export function inSource({ path }: SourceFile): boolean {
  return path.startsWith('src/')
}

/** The files that lie directly in each folder under `top`, by the folder's path. */
export function filesByFolder(tree: SourceTree, top: string): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const { path } of tree.files) {
    if (!path.startsWith(`${top}/`)) continue
    const folder = dirname(path)
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  return folders
}
