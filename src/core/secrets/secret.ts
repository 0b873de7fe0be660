// Which options are secrets: known by type and in the schema, so that neither code nor a page passes one on unseen.
import type * as z from 'zod'

/** A string that whoever reads it may misuse. Any string may stand where one is asked for. */
export type Secret = string & { readonly secret?: true }

/** Marks an option: `writeOnly` in the JSON Schema, and `Secret` in the type. */
export function secret(schema: z.ZodType<string, string>): z.ZodType<Secret, string> {
  return schema.meta({ writeOnly: true })
}

/** Whether a value of the type holds a secret anywhere. */
export type HoldsSecret<T> = true extends Found<T> ? true : false

type Found<T> = T extends string
  ? 'secret' extends keyof T
    ? true
    : false
  : T extends readonly (infer Item)[]
    ? Found<Item>
    : T extends object
      ? { [K in keyof T]-?: Found<T[K]> }[keyof T]
      : false
