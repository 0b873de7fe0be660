// Formats what was written here, as the lint wants it: names of any length, imports in order.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Paths are from the root of the checkout; those that are no code stay as they are. */
export function formatFiles(root: string, paths: readonly string[]): void {
  format(root, root, paths)
}

/** The texts as they would be written, by path from the root of the checkout; nothing of the checkout is changed. */
export function formattedTexts(
  root: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-generate-'))
  try {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'))
    // The formatter asks for what is ignored.
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n')
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    format(root, folder, [...texts.keys()])
    return new Map([...texts.keys()].map(path => [path, readFileSync(join(folder, path), 'utf8')]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function format(root: string, folder: string, paths: readonly string[]): void {
  const code = paths.filter(path => path.endsWith('.ts'))
  if (code.length === 0) return
  const biome = join(root, 'node_modules/.bin/biome')
  const { status, stderr, error } = spawnSync(biome, ['check', '--write', ...code], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (error !== undefined)
    throw new Error(`what was written cannot be formatted: run npm ci (${error.message})`)
  if (status !== 0) throw new Error(`what was written cannot be formatted: ${stderr}`)
}
