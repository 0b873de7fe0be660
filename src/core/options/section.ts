// Options are written in snake_case, as in Prometheus; code reads them in camelCase.
import * as z from 'zod'

export type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

export type CamelKeys<T> = { [K in keyof T as K extends string ? Camel<K> : K]: T[K] }

/** A closed object whose keys come out in camelCase. Unknown keys are faults. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape).transform(camelKeys)
}

export function camelKey(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function camelKeys<T extends object>(value: T): CamelKeys<T> {
  const entries = Object.entries(value).map(([key, inner]) => [camelKey(key), inner])
  return Object.fromEntries(entries) as CamelKeys<T>
}
