// Writes the reference page and the JSON Schema of the configuration from the one schema.
import * as z from 'zod'
import { indicators } from '../indicators/registry.ts'
import { configSchema } from './schema.ts'

interface Node {
  type?: string | string[]
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  anyOf?: Node[]
  oneOf?: Node[]
  items?: Node
  properties?: Record<string, Node>
  additionalProperties?: Node | boolean
  required?: string[]
  writeOnly?: boolean
  $ref?: string
  $defs?: Record<string, Node>
}

/** JSON Schema (draft 2020-12) of slowburn.yml, for editors. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })
  return `${JSON.stringify({ ...schema, title: 'slowburn.yml' }, null, 2)}\n`
}

/** The page `docs/reference/configuration.md`. */
export function configReference(): string {
  const schema = unfolded(JSON.parse(configJsonSchema()) as Node)
  const names = indicators.map(indicator => `- \`${indicator.name}\`: ${indicator.help}`)
  return [
    '# Configuration',
    '',
    '<!-- Generated from src/config/schema.ts by `npm run generate`. -->',
    '',
    '`slowburn.yml` in the working folder, or the file named by `--config`. Every key below may be left out',
    'unless it is marked *required*. Relative paths are below the folder of this file. A value may name environment variables as `${NAME}`; `$${NAME}` is the text',
    '`${NAME}` itself. Durations are written as in Prometheus: `90s`, `6h`, `1d12h`. Unknown keys are faults. `slowburn check` reports every fault with',
    'its line and tries the connections. For completion in an editor, point it at `docs/reference/slowburn.schema.json`.',
    '',
    '| key | type | default | meaning |',
    '|---|---|---|---|',
    ...rows('', schema),
    '',
    '## Indicators',
    '',
    'Names for `indicators` and for `rules[].indicators`.',
    '',
    ...names,
    '',
  ].join('\n')
}

/** With what a `$ref` names in its place; one that leads back into itself ends there. */
function unfolded(root: Node): Node {
  const unfold = (node: Node, within: readonly string[]): Node => {
    const { $ref: ref, ...own } = node
    const named = ref === undefined ? undefined : root.$defs?.[ref.replace('#/$defs/', '')]
    if (ref !== undefined && within.includes(ref)) return { ...own, type: 'object' }
    if (ref !== undefined && named !== undefined) return unfold({ ...named, ...own }, [...within, ref])
    const inner = Object.entries(node.properties ?? {}).map(([key, child]) => [key, unfold(child, within)])
    return {
      ...node,
      ...(node.properties === undefined ? {} : { properties: Object.fromEntries(inner) }),
      ...(node.items === undefined ? {} : { items: unfold(node.items, within) }),
    }
  }
  return unfold(root, [])
}

function rows(path: string, node: Node): string[] {
  const required = new Set(node.required ?? [])
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`
    const text = [
      `| \`${name}\` | ${typeOf(child)} | ${standard(child, required.has(key))} | ${cell(child)} |`,
    ]
    return [...text, ...inside(name, child)]
  })
}

function inside(path: string, node: Node): string[] {
  if (node.properties !== undefined) return rows(path, node)
  if (node.items !== undefined) return inside(`${path}[]`, node.items)
  if (typeof node.additionalProperties === 'object')
    return inside(`${path}.<name>`, node.additionalProperties)
  const choices = (node.anyOf ?? node.oneOf ?? []).filter(choice => choice.properties !== undefined)
  return choices.flatMap(choice => {
    const tag = TAGS.find(key => choice.properties?.[key]?.const !== undefined)
    if (tag === undefined) return rows(path, choice)
    const { [tag]: chosen, ...properties } = choice.properties ?? {}
    const value = String(chosen?.const)
    const meaning = chosen?.description ?? `Rows are read as \`${value}\`.`
    const own = `| \`${path}.${tag}\` | \`${value}\` | *required* | ${meaning} |`
    return [own, ...rows(`${path}(${value})`, { ...choice, properties })]
  })
}

/** The keys by which the alternatives of a list's entries are told apart. */
const TAGS = ['type', 'as']

function typeOf(node: Node): string {
  const choices = node.anyOf ?? node.oneOf ?? []
  const secret = node.writeOnly === true || choices.some(choice => choice.writeOnly === true)
  return secret ? `${formOf(node)}, secret` : formOf(node)
}

function formOf(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``
  if (node.enum !== undefined) return node.enum.map(value => `\`${String(value)}\``).join(' ')
  const choices = node.anyOf ?? node.oneOf
  if (choices !== undefined) return [...new Set(choices.map(formOf))].join(' or ')
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`
  if (typeof node.additionalProperties === 'object') return 'map'
  return Array.isArray(node.type) ? node.type.join(' or ') : (node.type ?? 'any')
}

function standard(node: Node, required: boolean): string {
  if (node.default !== undefined) {
    const text = JSON.stringify(node.default)
    return text === '{}' || text === '[]' || text === 'null' ? '' : `\`${text.replaceAll('"', '')}\``
  }
  return required ? '*required*' : ''
}

function cell(node: Node): string {
  return (node.description ?? '').replaceAll('|', '\\|')
}
