import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { siblings } from '../../../.ci/house/layout.ts'
import { registries, registryFiles } from '../../../generate/registries.ts'
import { temporaryFolder } from '../../support/folder.ts'

const root = join(import.meta.dirname, '../../..')

/** The folders of the registries and what formats them, in a folder of its own. */
function copy(t: { after(done: () => void): void }): string {
  const to = temporaryFolder(t)
  for (const { folder } of registries) cpSync(join(root, folder), join(to, folder), { recursive: true })
  cpSync(join(root, 'biome.json'), join(to, 'biome.json'))
  writeFileSync(join(to, '.gitignore'), 'node_modules\n')
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'))
  return to
}

function writeRegistries(folder: string): string[] {
  const texts = [...registryFiles(folder)]
  for (const [path, text] of texts) writeFileSync(join(folder, path), text)
  return texts.map(([path]) => path)
}

test('a folder of members takes any number of them', () => {
  for (const { folder, files } of registries.filter(one => !one.files.startsWith('*/'))) {
    assert.ok(folder in siblings, `${folder} (${files}) is no folder of siblings in .ci/house/layout.ts`)
  }
})

test('a page in a folder of its own is found, as one beside the others is', t => {
  const there = copy(t)
  mkdirSync(join(there, 'src/web/pages/toys'))
  writeFileSync(join(there, 'src/web/pages/toys/toy.ts'), 'export const toyPage: WebPage = {}\n')
  writeRegistries(there)
  assert.match(
    readFileSync(join(there, 'src/web/pages/members.ts'), 'utf8'),
    /import \{ toyPage \} from '\.\/toys\/toy\.ts'/,
  )
})

test('the lists that are committed are those that would be written now', t => {
  const there = copy(t)
  for (const path of writeRegistries(there)) {
    assert.equal(readFileSync(join(there, path), 'utf8'), readFileSync(join(root, path), 'utf8'), path)
  }
})

test('a member that bears the name of its file or folder is found, and what else they export is not', t => {
  const there = copy(t)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(there, path)), { recursive: true })
    writeFileSync(join(there, path), text)
  }
  write(
    'src/indicators/toys/toy-share-p50.ts',
    'export const toySharePart = 1\nexport const toyShareP50 = 2\n',
  )
  write('src/sources/toy/toy.ts', 'export const toy = {}\n')
  write('src/sources/toy/parse.ts', 'export const parse = {}\n')
  writeRegistries(there)
  const list = (folder: string): string => readFileSync(join(there, folder, 'members.ts'), 'utf8')
  assert.match(list('src/indicators'), /import \{ toyShareP50 \} from '\.\/toys\/toy-share-p50\.ts'/)
  assert.match(list('src/sources'), /^export const members = \[.*\btoy\b.*\] as const/m)
  assert.doesNotMatch(list('src/sources'), /parse/)
})

test('a new file that exports a member is in the list, and another beside it is not', t => {
  const there = copy(t)
  const folder = join(there, 'src/cli/commands/toys')
  mkdirSync(folder)
  writeFileSync(join(folder, 'toy.ts'), `export const toyCommand: CliCommand = { group: 'Run', build }\n`)
  writeFileSync(join(folder, 'shared.ts'), 'export const shared: string = "CliCommand"\n')
  writeRegistries(there)
  const list = readFileSync(join(there, 'src/cli/commands/members.ts'), 'utf8')
  assert.match(list, /^import \{ toyCommand \} from '\.\/toys\/toy\.ts'$/m)
  assert.match(list, /^ {2}toyCommand,$/m)
  assert.doesNotMatch(list, /shared/)
})

test('a constant that does not say its type is refused, for it may be a member', t => {
  const there = copy(t)
  writeFileSync(join(there, 'src/exposition/metrics/toy.ts'), 'export const toyRows = reading({})\n')
  assert.throws(
    () => registryFiles(there),
    /^Error: src\/exposition\/metrics\/toy\.ts: toyRows has no type, .* with one of Info, Gauge, Reading/,
  )
  writeFileSync(join(there, 'src/exposition/metrics/toy.ts'), 'export const TOYS = 3\n')
  assert.doesNotThrow(() => registryFiles(there))
})

test('two members that are exported under one name are refused, and both files named', t => {
  const there = copy(t)
  const twice = readFileSync(join(there, 'src/indicators/work/task-throughput.ts'), 'utf8')
  writeFileSync(join(there, 'src/indicators/money/task-throughput.ts'), twice)
  assert.throws(() => registryFiles(there), {
    message:
      /"taskThroughput" is named twice, in src\/indicators\/money\/task-throughput\.ts and in .*work\/task-throughput\.ts/,
  })
})

test('the module that reads a list holds its members to names of their own', () => {
  for (const { registry, folder } of registries.filter(({ form }) => form === 'list')) {
    const code = readFileSync(join(root, registry), 'utf8')
    assert.match(code, /import \{ files, members \} from '.*members\.ts'/, folder)
    assert.match(code, /\bdistinct\(\s*(?:members|built),\s*files,/, folder)
  }
})
