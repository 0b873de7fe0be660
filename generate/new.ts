// `npm run new -- KIND NAME [--in FOLDER]`: a copy of a sibling, or of a template, under a new name, with its test and its page.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatFiles } from './format.ts'

interface Kind {
  /** The sibling that is copied, in kebab case. */
  readonly sibling: string
  /** Its files and folders, from the root of the checkout. */
  readonly files: readonly string[]
  /** Its name is one word, for that is a value and a key of the configuration as well as a folder. */
  readonly oneWord?: true
  /** The folder of its subject, in which the sibling is and another may be asked for. */
  readonly subject?: string
}

interface Copy {
  readonly path: string
  readonly text: string
}

export const kinds: Readonly<Record<string, Kind>> = {
  indicator: {
    sibling: 'task-backlog-growth',
    subject: 'src/indicators/work',
    files: [
      'src/indicators/work/task-backlog-growth.ts',
      'test/unit/indicators/work/task-backlog-growth.test.ts',
      'docs/reference/indicators/task-backlog-growth.md',
    ],
  },
  source: {
    sibling: 'push',
    oneWord: true,
    files: ['src/sources/push', 'test/unit/sources/push', 'docs/reference/sources/push.md'],
  },
  'pulled-source': {
    sibling: 'jsonl',
    oneWord: true,
    files: ['src/sources/jsonl', 'test/unit/sources/jsonl', 'docs/reference/sources/jsonl.md'],
  },
  notifier: {
    sibling: 'slack',
    oneWord: true,
    files: [
      'src/delivery/notifiers/slack',
      'test/unit/delivery/notifiers/slack/message.test.ts',
      'test/unit/delivery/notifiers/slack/options.test.ts',
      'generate/templates/test/unit/delivery/notifiers/slack/channel.test.ts.txt',
      'docs/reference/notifiers/slack.md',
    ],
  },
  detector: {
    sibling: 'ties',
    files: [
      'src/detection/detectors/ties.ts',
      'test/unit/detection/detectors/ties.test.ts',
      'generate/templates/docs/reference/detectors/ties.md.txt',
    ],
  },
  'change-kind': {
    sibling: 'stuck',
    oneWord: true,
    files: ['src/detection/kinds/stuck.ts'],
  },
  'lifecycle-kind': {
    sibling: 'roi',
    oneWord: true,
    files: [
      'src/events/vocabulary/roi.ts',
      'src/lifecycles/kinds/roi.ts',
      'test/unit/lifecycles/kinds/roi.test.ts',
      'docs/reference/lifecycles/roi.md',
    ],
  },
  command: {
    sibling: 'hash-password',
    subject: 'src/cli/commands/access',
    files: [
      'src/cli/commands/access/hash-password.ts',
      'test/unit/cli/commands/access/hash-password.test.ts',
    ],
  },
  metric: {
    sibling: 'lifecycles-open',
    files: [
      'src/exposition/metrics/lifecycles-open.ts',
      'test/unit/exposition/metrics/lifecycles-open.test.ts',
    ],
  },
  'alert-rule': {
    sibling: 'slowburn-tick-failing',
    files: [
      'alerts/rules/SlowburnTickFailing.yml',
      'alerts/rules/SlowburnTickFailing.test.yml',
      'docs/how-to/runbooks/SlowburnTickFailing.md',
    ],
  },
  page: {
    sibling: 'example-page',
    files: [
      'generate/templates/src/web/pages/example-page.ts.txt',
      'generate/templates/test/unit/web/pages/example-page.test.ts.txt',
    ],
  },
  key: { sibling: 'tick', files: ['src/config/keys/tick.ts', 'test/unit/config/keys/tick.test.ts'] },
}

/** Writes the copies; returns their paths. Throws where the kind or the name cannot be, or a file is there already. */
export function addMember(root: string, kind: string, name: string, subject?: string): string[] {
  const copies = copiesOf(root, kind, name, subject)
  for (const { path } of copies) if (existsSync(join(root, path))) throw new Error(`${path} is there already`)
  for (const { path, text } of copies) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return copies.map(({ path }) => path)
}

/** What would be written for a name. Throws where the kind or the name cannot be. */
export function copiesOf(root: string, kind: string, name: string, subject?: string): Copy[] {
  const known = Object.keys(kinds).join(', ')
  if (kind === '') throw new Error(`say what and how it is called: npm run new -- KIND NAME; kinds: ${known}`)
  const found = kinds[kind]
  if (found === undefined) throw new Error(`there is no kind ${kind}; known: ${known}`)
  if (name === '') throw new Error(`say how the ${kind} is called: npm run new -- ${kind} NAME`)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`${name} is not a name in kebab case, such as ${found.sibling}`)
  }
  if (found.oneWord && name.includes('-')) {
    throw new Error(`${name} is not one word, as ${found.sibling} is; write ${name.replaceAll('-', '')}`)
  }
  const place = placing(kind, found, subject)
  const rename = renaming(found.sibling, name, [camel, snake, kebab, pascal, constant])
  const renamePath = renaming(found.sibling, name, [kebab, snake, camel, pascal, constant])
  return found.files
    .flatMap(path => filesIn(root, path))
    .map(path => ({
      path: renamePath(place(templatePlace(path))),
      text: renameText(readFileSync(join(root, path), 'utf8'), rename, renamePath),
    }))
}

/** From the folder of the sibling's subject to the one that was asked for, in code and test alike. */
function placing(kind: string, { subject: own }: Kind, asked: string | undefined): (path: string) => string {
  if (asked === undefined) return path => path
  if (own === undefined) throw new Error(`a ${kind} has no folder of its subject: leave out --in`)
  if (!/^[a-z][a-z0-9-]*$/.test(asked)) throw new Error(`${asked} is not the name of one folder`)
  const from = own.replace(/^src\//, '')
  const to = `${dirname(from)}/${asked}`
  return path => path.replace(from, to)
}

/** A template lies under the path at which its copy will be. */
function templatePlace(path: string): string {
  return path.replace(/^generate\/templates\/(.*)\.txt$/, '$1')
}

function filesIn(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap(child => filesIn(root, `${path}/${child}`))
}

/** What a file imports is named as files are. */
const RELATIVE_PATH = /('\.{1,2}\/[^'\n]*')/

function renameText(text: string, rename: Way, renamePath: Way): string {
  const parts = text.split(RELATIVE_PATH)
  return parts.map((part, i) => (i % 2 === 1 ? renamePath(part) : rename(part))).join('')
}

type Way = (name: string) => string

/** Replaces a name in every way of writing it, the first where two are the same; a call of a method of that name stays. */
function renaming(from: string, to: string, ways: readonly Way[]): (text: string) => string {
  const pairs = new Map(ways.toReversed().map(way => [way(from), way(to)]))
  const words = [...pairs.keys()].map(word =>
    /^[A-Z]/.test(word) ? word : `(?<![.\\w])${word}|(?<=_)${word}`,
  )
  const pattern = new RegExp(`(?:${words.join('|')})(?![a-z])`, 'g')
  return text => text.replace(pattern, word => pairs.get(word) ?? word)
}

const kebab: Way = name => name
const snake: Way = name => name.replaceAll('-', '_')
const camel: Way = name => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const pascal: Way = name => camel(`-${name}`)
const constant: Way = name => snake(name).toUpperCase()

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: { in: { type: 'string' } } })
    const [kind = '', name = ''] = positionals
    const paths = addMember(root, kind, name, values.in)
    formatFiles(root, paths)
    for (const path of paths) process.stdout.write(`${path}\n`)
    process.stdout.write('They still say what their sibling says: change them, then: npm run generate\n')
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
