// Options that are paths of this machine: a relative one is below the folder of the configuration, wherever a command is run.
import { resolve } from 'node:path'
import * as z from 'zod'

const MARK = 'A relative path is below the folder of this file.'

/** Marks an option, in the JSON Schema too. A text with `://` in it is an address, and stays. */
export function localPath<S extends z.ZodType>(schema: S): S {
  return schema.meta({ $comment: MARK })
}

/** What is written, with every path that the schema marks made whole; defaults that are paths are filled in. */
export function withWholePaths(value: unknown, schema: z.core.$ZodType, folder: string): unknown {
  if (isMarked(schema) && typeof value === 'string') {
    return value.includes('://') || value === '' ? value : resolve(folder, value)
  }
  const { def } = schema._zod
  const inner: Inner = (next, of) => withWholePaths(of, next, folder)
  if (isA(def, 'pipe')) return inner(def.in, value)
  if (isA(def, 'default') || isA(def, 'prefault')) {
    return value === undefined ? filled(def, inner) : inner(def.innerType, value)
  }
  if (value === undefined || value === null) return value
  if (isA(def, 'optional') || isA(def, 'nullable')) return inner(def.innerType, value)
  if (isA(def, 'union')) {
    return def.options.filter(one => fits(one, value)).reduce<unknown>((done, one) => inner(one, done), value)
  }
  return typeof value === 'object' ? withinObject(def, value, inner) : value
}

function withinObject(def: z.core.$ZodTypeDef, value: object, inner: Inner): unknown {
  if (Array.isArray(value)) return isA(def, 'array') ? value.map(one => inner(def.element, one)) : value
  if (isA(def, 'record')) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(def.valueType, one)]))
  }
  return isA(def, 'object') ? withKeys(value, def.shape, inner) : value
}

type Inner = (next: z.core.$ZodType, of: unknown) => unknown

function withKeys(value: object, shape: z.core.$ZodShape, inner: Inner): object {
  const written = new Map<string, unknown>(Object.entries(value))
  for (const [key, next] of Object.entries(shape)) {
    const whole = inner(next, written.get(key))
    if (whole !== undefined) written.set(key, whole)
  }
  return Object.fromEntries(written)
}

/** A default that has no path in it is left to the schema. */
function filled(def: z.core.$ZodDefaultDef | z.core.$ZodPrefaultDef, inner: Inner): unknown {
  const whole = inner(def.innerType, def.defaultValue)
  return JSON.stringify(whole) === JSON.stringify(def.defaultValue) ? undefined : whole
}

/** Of alternatives with a tag, the one whose tag is written. */
function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const { def } = schema._zod
  if (isA(def, 'pipe')) return fits(def.in, value)
  if (!isA(def, 'object') || typeof value !== 'object' || value === null) return true
  const written = new Map<string, unknown>(Object.entries(value))
  return Object.entries(def.shape).every(([key, { _zod }]) => {
    const tag = _zod.def
    return !isA(tag, 'literal') || !written.has(key) || tag.values.some(one => one === written.get(key))
  })
}

function isMarked(schema: z.core.$ZodType): boolean {
  return z.globalRegistry.get(schema)?.$comment === MARK
}

interface Definitions {
  pipe: z.core.$ZodPipeDef
  default: z.core.$ZodDefaultDef
  prefault: z.core.$ZodPrefaultDef
  optional: z.core.$ZodOptionalDef
  nullable: z.core.$ZodNullableDef
  array: z.core.$ZodArrayDef
  union: z.core.$ZodUnionDef
  record: z.core.$ZodRecordDef
  object: z.core.$ZodObjectDef
  literal: z.core.$ZodLiteralDef<z.core.util.Literal>
}

function isA<T extends keyof Definitions>(
  def: z.core.$ZodTypeDef,
  type: T,
): def is Definitions[T] & z.core.$ZodTypeDef {
  return def.type === type
}
