// Options that are called a path, and are no more than a text: a relative one would be below whatever folder a command is run in.
import * as z from 'zod'

const NAMED = /(?:^|_)(?:path|file|folder|directory|dir)s?$/
const DESCRIBED = /^path\b|\b(?:file|folder|directory)\b/i

interface Node {
  type?: string
  format?: string
  pattern?: string
  const?: unknown
  enum?: unknown
  description?: string
  $comment?: string
  anyOf?: Node[]
  oneOf?: Node[]
  items?: Node
  properties?: Record<string, Node>
  additionalProperties?: Node | boolean
}

/** What is to be done about each. `name` is how the whole is called. */
export function unmarkedPaths(name: string, schema: z.ZodType): string[] {
  return within(
    name,
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Node,
  )
}

function within(at: string, node: Node, described = ''): string[] {
  const description = node.description ?? described
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = node
  const keys = Object.entries(properties).flatMap(([key, one]) => within(`${at}.${key}`, one))
  const alternatives = [...anyOf, ...oneOf].map(one => ({
    ...one,
    $comment: one.$comment ?? node.$comment ?? '',
  }))
  return [
    ...(isUnmarked(at, { ...node, description })
      ? [`${at} is a path: mark it by localPath() of src/core/options/local-path.ts`]
      : []),
    ...keys,
    ...alternatives.flatMap(one => within(at, one, description)),
    ...(items === undefined ? [] : within(`${at}[]`, items, description)),
    ...(typeof additionalProperties === 'object'
      ? within(`${at}.<name>`, additionalProperties, description)
      : []),
  ]
}

function isUnmarked(at: string, node: Node): boolean {
  const { type, format, pattern = '', description = '', $comment = '' } = node
  const isText = type === 'string' && format !== 'uri' && node.const === undefined && node.enum === undefined
  const mustBeWhole = pattern.startsWith('^\\/')
  const key = at.replaceAll('[]', '').split('.').at(-1) ?? ''
  return isText && !mustBeWhole && $comment === '' && (NAMED.test(key) || DESCRIBED.test(description))
}
