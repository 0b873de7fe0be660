// `npm run new -- KIND NAME [--in FOLDER | --in-new FOLDER]`: a copy of a sibling, or of a template, under a new name, with its test and its page.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatFiles } from './format.ts'
import { type Kind, kinds } from './new/kinds.ts'
import { checkAddress, checkElsewhere, checkKeys, checkName, checkWords } from './new/name.ts'
import { moveText, renameCode, renamePaths, titled } from './new/renaming.ts'

interface Copy {
  readonly path: string
  readonly text: string
}

/**
 * Writes the copies, formatted; returns their paths. Throws where the kind or the name cannot be, or a file is there
 * already, and then leaves nothing behind.
 */
export function addMember(
  root: string,
  kind: string,
  name: string,
  { subject, format = formatFiles }: { subject?: string | undefined; format?: typeof formatFiles } = {},
): string[] {
  const copies = copiesOf(root, kind, name, subject)
  checkFree(root, kind, name, copies)
  const made: string[] = []
  try {
    for (const { path, text } of copies) {
      const file = join(root, path)
      made.push(mkdirSync(dirname(file), { recursive: true }) ?? file)
      writeFileSync(file, text)
    }
    const paths = copies.map(({ path }) => path)
    format(root, paths)
    return paths
  } catch (error) {
    for (const path of made) rmSync(path, { recursive: true, force: true })
    throw error
  }
}

/** What would be written for a name. Throws where the kind or the name cannot be. */
export function copiesOf(root: string, kind: string, name: string, subject?: string): Copy[] {
  const found = kindNamed(kind)
  checkName(kind, found, name)
  const place = placing(kind, found, subject)
  const rename = renameCode(found.sibling, name)
  const renamePath = renamePaths(found.sibling, name)
  const files = found.files.flatMap(path => filesIn(root, path))
  const moved = new Map(
    files.map(path => [templatePlace(path), renamePath(place(templatePlace(path)))] as const),
  )
  return files.map(path => {
    const from = templatePlace(path)
    const to = moved.get(from) ?? from
    const moving = moveText(readFileSync(join(root, path), 'utf8'), { from, to, moved, rename })
    const text = to.endsWith('.md') ? titled(moving, name) : moving
    return { path: to, text: likeNeighbours(root, found, to, text) }
  })
}

/** A command among those about alerts is listed with them. */
function likeNeighbours(root: string, { asNeighbours }: Kind, path: string, text: string): string {
  if (asNeighbours === undefined || !existsSync(join(root, dirname(path)))) return text
  const written = readdirSync(join(root, dirname(path)))
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => readFileSync(join(root, dirname(path), file), 'utf8').match(asNeighbours)?.[0] ?? [])
  const [most] = Object.entries(Object.groupBy(written, one => one)).toSorted(
    ([, a = []], [, b = []]) => b.length - a.length,
  )
  return most === undefined ? text : text.replace(asNeighbours, most[0])
}

/** Of the copies of a kind, before they are renamed: from the root of the checkout, templates where their copies will be. */
export function filesOf(root: string, { files }: Kind): string[] {
  return files.flatMap(path => filesIn(root, path)).map(templatePlace)
}

function kindNamed(kind: string): Kind {
  const known = Object.keys(kinds).join(', ')
  if (kind === '') throw new Error(`say what and how it is called: npm run new -- KIND NAME; kinds: ${known}`)
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (found === undefined) throw new Error(`there is no kind ${kind}; known: ${known}`)
  return found
}

/** Throws where something else has the name. */
function checkFree(root: string, kind: string, name: string, copies: readonly Copy[]): void {
  for (const { path } of copies) if (existsSync(join(root, path))) throw new Error(`${path} is there already`)
  const found = kindNamed(kind)
  checkElsewhere(root, found, name)
  checkKeys(root, kind, name)
  checkAddress(root, kind, name)
  const code = found.files.flatMap(path => filesIn(root, path)).filter(path => /\.ts(\.txt)?$/.test(path))
  const texts = code.map(path => readFileSync(join(root, path), 'utf8'))
  checkWords(kind, name, texts)
}

/** From the folder of the sibling's subject to the one that was asked for, in code and test alike. */
function placing(kind: string, { subject: own }: Kind, asked: string | undefined): (path: string) => string {
  if (asked === undefined) return path => path
  if (own === undefined) throw new Error(`no ${kind} has a folder of its subject: leave out --in`)
  if (!/^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)*$/.test(asked)) {
    throw new Error(`${asked} is not the name of a folder, such as money or money/fees`)
  }
  const from = own.replace(/^src\//, '')
  const to = `${dirname(from)}/${asked}`
  return path => path.replace(from, to)
}

/** Throws where there is no such folder of subjects: one that is misspelt would be made. */
export function checkFolder(root: string, kind: string, asked: string): void {
  const { subject } = kindNamed(kind)
  if (subject === undefined || existsSync(join(root, dirname(subject), asked))) return
  throw new Error(`${dirname(subject)} has no folder ${asked}; for a new one: --in-new ${asked}`)
}

/** A template lies under the path at which its copy will be. */
function templatePlace(path: string): string {
  return path.replace(/^generate\/templates\/(.*)\.txt$/, '$1')
}

function filesIn(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap(child => filesIn(root, `${path}/${child}`))
}

const USAGE = `npm run new -- KIND NAME [--in FOLDER | --in-new FOLDER]

Writes one more of a kind: a copy of a sibling, or of a minimal example, under its name, with its test and its page.
--in puts it in a folder of its registry, --in-new in a new one.

Kinds: ${Object.keys(kinds).join(', ')}
CONTRIBUTING.md has a recipe for each.
`

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  try {
    const { positionals, values } = readArguments(process.argv.slice(2))
    const [kind = '', name = '', ...more] = positionals
    if (values.help) process.stdout.write(USAGE)
    else {
      if (more.length > 0) throw new Error(`one name at a time: ${more.join(' ')} is too much`)
      if (values.in !== undefined) checkFolder(root, kind, values.in)
      const subject = values.in ?? values['in-new']
      for (const path of addMember(root, kind, name, { subject })) process.stdout.write(`${path}\n`)
      process.stdout.write('They still say what they were copied from: change them, then: npm run generate\n')
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}

/** Throws in one line where an option is not known, or lacks its value. */
function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        in: { type: 'string' },
        'in-new': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    const [line = ''] = String(cause instanceof Error ? cause.message : cause).split(/\. |\n/)
    throw new Error(`${line}; npm run new -- --help says what there is`, { cause })
  }
}
