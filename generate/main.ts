// `npm run generate [-- --check]`: writes every generated file anew, or says which are not what would be written.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { faultsOf } from './check.ts'
import { registries, registryFiles } from './registries.ts'

const root = join(import.meta.dirname, '..')

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  if (values.check) await check()
  else await write()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** The lists of the registries first: the pages are made from them. */
async function write(): Promise<void> {
  writeAll(registryFiles(root))
  writeAll(await pages())
}

async function check(): Promise<void> {
  const faults = faultsOf(root, registryFiles(root))
  // Pages that are made from a stale list would be right for the wrong members.
  if (faults.length === 0) faults.push(...faultsOf(root, await pages()))
  if (faults.length > 0) throw new Error([...faults, 'Nothing was written. Run: npm run generate'].join('\n'))
}

/** Every registry is loaded, so that it can refuse two members of one name. */
async function pages(): Promise<ReadonlyMap<string, string>> {
  for (const { registry } of registries) await import(pathToFileURL(join(root, registry)).href)
  const { generatedPages } = await import('./pages.ts')
  return new Map(Object.entries(generatedPages(root)))
}

function writeAll(texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    writeFileSync(join(root, path), text)
    process.stdout.write(`${path}\n`)
  }
}
