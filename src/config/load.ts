// From the text of slowburn.yml to a configuration that can be used, or to every fault in it at once.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type * as z from 'zod'
import { ConfigError, type Fault, messageOf } from '../core/errors.ts'
import { nearestOf } from '../core/names/nearest.ts'
import { withWholePaths } from '../core/options/local-path.ts'
import { MISSING, readAs } from '../core/options/read.ts'
import { frozen } from '../core/parts/frozen.ts'
import { resolveAlerting } from './alerting/resolve.ts'
import { crossCheck } from './cross-check.ts'
import { type ConfigDocument, readDocument } from './document.ts'
import { type Config, configSchema } from './schema.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Reads and validates a file. Throws ConfigError with every fault. */
export function loadConfig(file: string, env: Environment): Config {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const remedy = 'Give another file with --config, or write one with: slowburn init --database URL'
    throw new ConfigError([{ path: file, message: `cannot be read: ${messageOf(cause)}`, remedy }])
  }
  return parseConfig(text, env, dirname(resolve(file)))
}

/** Validates the text of a configuration. What is returned is frozen: parts are handed what is theirs of it. Throws ConfigError with every fault, each with its line. Relative paths are below `folder`; left out: they stay. */
export function parseConfig(text: string, env: Environment, folder: string | null = null): Config {
  const faults: Fault[] = []
  const document = readDocument(text, env, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  const parsed = parse(document, folder)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.flatMap(issue => faultsOf(issue, document, parsed.known)))
  }
  faults.push(...crossCheck(parsed.data, document))
  if (faults.length > 0) throw new ConfigError(faults)
  const { escalations: _, ...rest } = parsed.data
  return frozen({ ...rest, ...resolveAlerting(parsed.data) })
}

type Parsed = ReturnType<typeof readAs<typeof configSchema>>

function parse(document: ConfigDocument, folder: string | null): Parsed {
  const whole = (value: unknown): unknown =>
    folder === null ? value : withWholePaths(value, configSchema, folder)
  const parsed = readAs(configSchema, whole(document.value ?? {}))
  if (parsed.success) return parsed
  const wrong = parsed.error.issues.filter(
    issue => issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'boolean'),
  )
  const retyped = document.retyped(wrong.map(({ path }) => path))
  return retyped === null ? parsed : readAs(configSchema, whole(retyped))
}

function faultsOf(issue: z.core.$ZodIssue, document: ConfigDocument, known: Parsed['known']): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const path = [...issue.path, key]
      const meant = nearestOf(key, known.get(issue.keys) ?? [])
      return {
        path: dotted(path),
        line: document.lineOf(path),
        message: 'unknown key',
        remedy: meant === null ? 'Remove it, or fix the spelling' : `Write it ${meant}, or remove it`,
      }
    })
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? []
    return nearest.flatMap(inner =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, document, known),
    )
  }
  const { message } = issue
  return [
    {
      path: dotted(issue.path),
      line: document.lineOf(issue.path),
      message,
      ...(message === MISSING ? { remedy: 'Add it' } : {}),
    },
  ]
}

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'configuration' : path.map(String).join('.')
}
