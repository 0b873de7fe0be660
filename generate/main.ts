// Writes every generated file anew: the lists of the registries first, for the pages are made from them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRegistries } from './registries.ts'

const root = join(import.meta.dirname, '..')

for (const path of writeRegistries(root)) process.stdout.write(`${path}\n`)

const { generatedPages } = await import('./pages.ts')
for (const [path, text] of Object.entries(generatedPages(root))) {
  writeFileSync(join(root, path), text)
  process.stdout.write(`${path}\n`)
}
