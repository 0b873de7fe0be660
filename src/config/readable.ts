// What pages may read of the configuration: every key that is declared beside this file and has no secret in it, and whom there is to notify.
import * as z from 'zod'
import { type CamelKeys, camelKey } from '../core/options/section.ts'
import { frozen } from '../core/parts/frozen.ts'
import type { HoldsSecret } from '../core/secrets/secret.ts'
import { members } from './keys/members.ts'
import type { Config } from './schema.ts'

type Keys = CamelKeys<{ [K in keyof typeof members]: z.output<(typeof members)[K]> }>

/** A key in which one option is a secret is left out whole. */
export type ReadableConfig = Readonly<
  Pick<Config, { [K in keyof Keys]: HoldsSecret<Keys[K]> extends true ? never : K }[keyof Keys]>
>

/** Names of the keys, in camel case, by whether the schema marks a secret anywhere in them. */
const readable: ReadonlySet<string> = new Set(
  Object.entries(members)
    .filter(([, schema]) => !holdsSecret(schema))
    .map(([key]) => camelKey(key)),
)

export function readableOf(config: Config): ReadableConfig {
  const entries = Object.entries(config).filter(([key]) => readable.has(key))
  // The same mark decides of the type and of the schema.
  return frozen(Object.fromEntries(entries)) as unknown as ReadableConfig
}

/** A contact without its addresses, for these may be secrets. */
export interface ReadableContact {
  readonly name: string
  /** By which channels it is reached, in alphabetical order. */
  readonly channels: readonly string[]
}

/** In the order in which they are written. */
export function contactsOf({ contacts }: Pick<Config, 'contacts'>): readonly ReadableContact[] {
  return frozen(
    contacts.map(({ name, ...ways }) => ({
      name,
      channels: Object.entries(ways)
        .flatMap(([channel, options]) => (options === null || options === undefined ? [] : [channel]))
        .sort(),
    })),
  )
}

function holdsSecret(schema: z.ZodType): boolean {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  return text.includes('"writeOnly":true')
}
