// What a message tells people to set is a key that there is: every path of keys in the words of the code is looked up in the schema.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const ROOT = join(import.meta.dirname, '../../..')

interface Schema {
  $ref?: string
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

const schema = JSON.parse(readFileSync(join(ROOT, 'docs/reference/slowburn.schema.json'), 'utf8')) as Schema

/** What is below a key, in each of the alternatives. */
function below(at: Schema, key: string): Schema[] {
  const inner = [...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])].flatMap(one =>
    below(one, key),
  )
  const items = at.items === undefined ? [] : below(at.items, key)
  const own = at.properties?.[key]
  const any = typeof at.additionalProperties === 'object' ? [at.additionalProperties] : []
  return [...(own === undefined ? any : [own]), ...inner, ...items]
}

function isKey(path: string): boolean {
  let found = [schema]
  for (const key of path.split('.')) found = found.flatMap(one => below(one, key))
  return found.length > 0
}

const TOP = Object.keys(schema.properties ?? {})
const PATH = new RegExp(`(?<![\\w./$-])(?:${TOP.join('|')})(?:\\.[a-z][a-z_]*)+(?![\\w(/-])`, 'g')
/** Words of the code in quotes, without what is put into them. */
const TEXT = /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g

function advice(file: string): string[] {
  const texts = readFileSync(file, 'utf8').match(TEXT) ?? []
  return texts.filter(text => text.includes(' ')).flatMap(text => plain(text).match(PATH) ?? [])
}

/** Without the code in it, however deep that is nested. */
function plain(text: string): string {
  const less = text.replaceAll(/\$\{[^{}]*\}/g, '0')
  return less === text ? text : plain(less)
}

test('every key that a message names is one of the configuration', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const named = files
    // Events have keys of their own.
    .filter(file => file.endsWith('.ts') && !file.startsWith('events/'))
    .flatMap(file => advice(join(ROOT, 'src', file)).map(path => ({ file, path })))
  assert.ok(named.length > 20, `only ${named.length} are found`)
  const wrong = named.filter(({ path }) => !isKey(path) && !isFile(path))
  assert.deepEqual(wrong, [])
})

/** `incident.ts` and the like, or code between texts that hold texts. */
function isFile(path: string): boolean {
  return /\.length$|\.(ts|js|json|yml|md|csv|sqlite|sock)$/.test(path)
}
