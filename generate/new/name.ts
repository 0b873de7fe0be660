// Which names `npm run new` refuses: those that the language, a registry or the copied code has already given away.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Kind } from './kinds.ts'
import { camel, identifiersOf } from './renaming.ts'

/** Words of the language that can name no constant of a module. */
const RESERVED: ReadonlySet<string> = new Set(
  `any arguments await bigint boolean break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let never new null number object package
  private protected prototype public return static string super switch symbol this throw true try typeof undefined unknown
  var void while with yield`.split(/\s+/),
)

/** Throws where no member of the kind can bear the name. */
export function checkName(kind: string, { sibling, oneWord }: Kind, name: string): void {
  if (name === '') throw new Error(`say how the ${kind} is called: npm run new -- ${kind} NAME`)
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`${name} is not a name in kebab case, such as ${sibling}`)
  }
  if (oneWord && name.includes('-')) {
    throw new Error(`${name} is not one word, as ${sibling} is; write ${name.replaceAll('-', '')}`)
  }
  if (RESERVED.has(name) || camel(name) in globalThis) {
    throw new Error(`${name} is a word of the language, which no ${kind} can be called; choose another name`)
  }
  if (kind === 'command' && name === 'help') throw new Error('help is a command already; choose another name')
}

/** Throws where the copied code speaks already of something else by that name. */
export function checkWords(kind: string, name: string, texts: readonly string[]): void {
  const words = new Set(texts.flatMap(text => codeOf(text).match(/[A-Za-z_]\w*/g) ?? []))
  const word = identifiersOf(name).find(one => words.has(one))
  if (word !== undefined) {
    throw new Error(
      `${word} means something else in the code that is copied for the ${kind}; choose another name`,
    )
  }
}

/** Throws where a member of the same kind lies in another folder of subjects. */
export function checkElsewhere(root: string, { subject }: Kind, name: string): void {
  if (subject === undefined) return
  const [found] = globSync(`${dirname(subject)}/**/${name}.ts`, { cwd: root })
  if (found !== undefined) throw new Error(`${found} is there already`)
}

/** Throws where the web server answers at that address already. */
export function checkAddress(root: string, kind: string, name: string): void {
  if (kind !== 'page') return
  const files = globSync('src/web/**/*.ts', { cwd: root })
  const found = files.find(file => readFileSync(join(root, file), 'utf8').includes(`'/${name}'`))
  if (found !== undefined)
    throw new Error(`/${name} is an address already, in ${found}; choose another name for the page`)
}

/** Throws where the configuration has a key of that name, beside which the copy would put another. */
export function checkKeys(root: string, kind: string, name: string): void {
  if (kind !== 'key' && kind !== 'notifier') return
  const schema = JSON.parse(readFileSync(join(root, CONFIG_SCHEMA), 'utf8')) as ConfigSchema
  const { properties } = schema
  const keys = kind === 'key' ? properties : properties.contacts.items.properties
  const key = name.replaceAll('-', '_')
  if (!Object.hasOwn(keys, key)) return
  const where = kind === 'key' ? 'the configuration' : 'a contact'
  throw new Error(`${key} is a key of ${where} already; choose another name for the ${kind}`)
}

const CONFIG_SCHEMA = 'docs/reference/slowburn.schema.json'

interface ConfigSchema {
  properties: { contacts: { items: { properties: object } } }
}

/** Without comments and without what stands in quotes. */
function codeOf(text: string): string {
  return text.replace(/'(?:[^'\\\n]|\\.)*'|\/\/.*|\/\*[\s\S]*?\*\//g, "''")
}
