// Reads the TypeScript files of a checkout, and which of them import which.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

export interface SourceFile {
  /** Path from the root, with forward slashes: `src/stats/robust.ts`. */
  readonly path: string
  readonly text: string
}

export interface Import {
  readonly from: string
  /** The imported file's path from the root, or the package's name where `external`. */
  readonly to: string
  readonly external: boolean
}

export interface SourceTree {
  readonly root: string
  readonly files: readonly SourceFile[]
  /** Imports of the files of `src/`, those of types and those of worker files included. */
  readonly imports: readonly Import[]
}

const sources = '{src,test,bench,dashboards,alerts,.ci,generate}/**/*.ts'

export function readSourceTree(root: string): SourceTree {
  const files = globSync(sources, { cwd: root })
    .map(path => path.split(sep).join('/'))
    .sort()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  return { root, files, imports: files.filter(file => file.path.startsWith('src/')).flatMap(importsOf) }
}

// `from '...'`, `import('...')`, `import '...'`, and the `new URL('./x.ts', import.meta.url)` of a worker.
const statement = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+|\bnew URL\(\s*)'([^'\n]+)'/gm

function importsOf(file: SourceFile): Import[] {
  const code = file.text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')
  const targets = [...code.matchAll(statement)].map(match => match[1] ?? '')
  return targets.flatMap((target): Import[] => {
    if (!target.startsWith('.')) return [{ from: file.path, to: target, external: true }]
    const path = relative('/', resolve('/', dirname(file.path), target))
      .split(sep)
      .join('/')
    return path.endsWith('.ts') ? [{ from: file.path, to: path, external: false }] : []
  })
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
