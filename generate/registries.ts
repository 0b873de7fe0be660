// Writes the list of the members of each registry, so that a new member is a file of its own and nothing else.
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { distinct } from '../src/core/names/distinct.ts'
import { formattedTexts } from './format.ts'

interface Registry {
  /** Where `members.ts` is written, from the root of the checkout. */
  readonly folder: string
  /** The module that reads it and, of a list, refuses two members of one name. */
  readonly registry: string
  /** Files, from that folder, that may hold members. */
  readonly files: string
  /**
   * What a member is: a constant of one of these types, or else the one constant that bears the name of its file,
   * or of the file's folder, in camel case.
   */
  readonly member: readonly string[] | 'named as its file' | 'named as its folder'
  /** A record holds each under its own name, or under that name in snake case. */
  readonly form: 'list' | 'record' | 'snake-case record'
  readonly comment: string
}

export const registries: readonly Registry[] = [
  {
    folder: 'src/cli/commands',
    registry: 'src/cli/program.ts',
    files: '**/*.ts',
    member: ['CliCommand'],
    form: 'list',
    comment: 'Every command of the command line.',
  },
  {
    folder: 'src/app/doctor/checks',
    registry: 'src/app/doctor/doctor.ts',
    files: '*.ts',
    member: ['DoctorCheck'],
    form: 'list',
    comment: 'Every check of `slowburn doctor`.',
  },
  {
    folder: 'src/sources/postgres/presets',
    registry: 'src/sources/postgres/survey/inspect.ts',
    files: '*.ts',
    member: ['Preset'],
    form: 'list',
    comment: 'Every platform that `slowburn init` knows by name.',
  },
  {
    folder: 'src/delivery/deliverability/checks',
    registry: 'src/delivery/deliverability/explain.ts',
    files: '*.ts',
    member: ['DeliverabilityCheck'],
    form: 'list',
    comment: 'Every check of `slowburn notify-test --explain`.',
  },
  {
    folder: 'src/exposition/metrics',
    registry: 'src/exposition/catalogue.ts',
    files: '**/*.ts',
    member: ['Info', 'Gauge', 'Reading', 'SeriesGauge', 'Counter', 'Histogram'],
    form: 'list',
    comment: 'Every metric that does not depend on the indicators.',
  },
  {
    folder: 'src/indicators',
    registry: 'src/indicators/registry.ts',
    files: '*/**/*.ts',
    member: 'named as its file',
    form: 'list',
    comment: 'Every indicator.',
  },
  {
    folder: 'src/sources',
    registry: 'src/sources/registry.ts',
    files: '*/*.ts',
    member: 'named as its folder',
    form: 'list',
    comment: 'Every type of source.',
  },
  {
    folder: 'src/delivery/notifiers',
    registry: 'src/delivery/notifiers/registry.ts',
    files: '*/channel.ts',
    member: 'named as its folder',
    form: 'list',
    comment: 'Every way to people and programs.',
  },
  {
    folder: 'src/events/vocabulary',
    registry: 'src/events/schema.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'list',
    comment: 'What events may say, by what they are about.',
  },
  {
    folder: 'src/lifecycles/kinds',
    registry: 'src/lifecycles/registry.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'record',
    comment: 'Every kind of lifecycle.',
  },
  {
    folder: 'src/detection/kinds',
    registry: 'src/detection/kinds/kinds.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'record',
    comment: 'Every kind of change.',
  },
  {
    folder: 'src/detection/detectors',
    registry: 'src/detection/detectors/registry.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'list',
    comment: 'Every detector.',
  },
  {
    folder: 'src/web/pages',
    registry: 'src/web/server.ts',
    files: '**/*.ts',
    member: ['WebPage'],
    form: 'list',
    comment: 'Every page for readers.',
  },
  {
    folder: 'src/web/pages/sections',
    registry: 'src/web/pages/elements/layout.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'record',
    comment: 'Every part of the navigation.',
  },
  {
    folder: 'src/config/keys',
    registry: 'src/config/schema.ts',
    files: '*.ts',
    member: 'named as its file',
    form: 'snake-case record',
    comment: 'Every key of the configuration but those of alerting.',
  },
]

/**
 * `members.ts` of the folder of each registry, by path from the root of the checkout. Throws where two members of one
 * registry are exported under one name, and where a constant might be a member and does not say so.
 */
export function registryFiles(root: string): ReadonlyMap<string, string> {
  const texts = registries.map(
    registry => [`${registry.folder}/members.ts`, membersFile(root, registry)] as const,
  )
  return formattedTexts(root, new Map(texts))
}

/** Members are ordered by the path of their file, and within a file as they stand there. */
function membersFile(root: string, { folder, files, member, form, comment }: Registry): string {
  const found = globSync(files, { cwd: join(root, folder) })
    .map(path => path.split(sep).join('/'))
    .filter(path => path !== 'members.ts')
    .sort()
    .flatMap(path => {
      const text = readFileSync(join(root, folder, path), 'utf8')
      if (typeof member !== 'string') refuseUntyped(text, { folder, path, member })
      const names = [...text.matchAll(declaration(path, member))].map(match => match[1] ?? '')
      return names.length === 0 ? [] : [{ path, names }]
    })
  const imports = found.map(({ path, names }) => `import { ${names.join(', ')} } from './${path}'`)
  const placed = found.flatMap(({ path, names }) => names.map(name => ({ name, file: `${folder}/${path}` })))
  const names = placed.map(({ name }) => name)
  const places = placed.map(({ file }) => file)
  distinct(names, places, name => name)
  const text = `// ${comment} Generated by \`npm run generate\`; do not edit.
${imports.join('\n')}

export const members = ${literal(names, form)} as const
`
  // A record has each name once as it is.
  if (form !== 'list') return text
  const list = places.map(file => `'${file}'`).join(', ')
  return `${text}\n/** Where each stands, in the same order. */\nexport const files: readonly string[] = [${list}]\n`
}

interface Holder {
  readonly folder: string
  readonly path: string
  readonly member: readonly string[]
}

/** A member is found by its type: a constant beside it without one would be left out without a word. */
function refuseUntyped(text: string, { folder, path, member }: Holder): void {
  const file = `${folder}/${path}`
  // What lies in the folder of another registry is a member of that one.
  const isOther = registries.some(
    other => other.folder.startsWith(`${folder}/`) && file.startsWith(`${other.folder}/`),
  )
  const [, name] = /^export const ([a-z]\w*) =/m.exec(text) ?? []
  if (isOther || name === undefined) return
  const types = member.length === 1 ? member[0] : `one of ${member.join(', ')}`
  throw new Error(
    `${file}: ${name} has no type, so nobody knows whether it is a member; write \`export const ${name}: ...\` with ${types}`,
  )
}

function literal(names: readonly string[], form: Registry['form']): string {
  if (form === 'list') return `[${names.join(', ')}]`
  const key = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
  const entries = names.map(name =>
    form === 'record' || key(name) === name ? name : `${key(name)}: ${name}`,
  )
  return `{ ${entries.join(', ')} }`
}

function declaration(path: string, member: Registry['member']): RegExp {
  if (typeof member !== 'string') return new RegExp(`^export const (\\w+): (?:${member.join('|')})\\b`, 'gm')
  const name = member === 'named as its file' ? basename(path, '.ts') : basename(dirname(path))
  const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return new RegExp(`^export const (${camel})\\b`, 'gm')
}
