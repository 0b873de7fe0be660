// From the text of slowburn.yml to a configuration that can be used, or to every fault in it at once.
import { readFileSync } from 'node:fs'
import type * as z from 'zod'
import type { Contact, Rule } from '../alerting/rule.ts'
import { HOUR } from '../core/duration.ts'
import { ConfigError, type Fault, messageOf } from '../core/errors.ts'
import { crossCheck } from './cross-check.ts'
import { type ConfigDocument, readDocument } from './document.ts'
import { type Config, configSchema, type ParsedConfig } from './schema.ts'

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
  return parseConfig(text, env)
}

/** Validates the text of a configuration. Throws ConfigError with every fault, each with its line. */
export function parseConfig(text: string, env: Environment): Config {
  const faults: Fault[] = []
  const document = readDocument(text, env, faults)
  if (faults.length > 0) throw new ConfigError(faults)
  const parsed = configSchema.safeParse(document.value ?? {})
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.flatMap(issue => faultsOf(issue, document)))
  }
  const config = resolve(parsed.data)
  faults.push(...crossCheck(config, document, parsed.data.contacts !== undefined))
  if (faults.length > 0) throw new ConfigError(faults)
  return config
}

/** Indicators that the default rule watches: one view of each thing, so that one cause makes few e-mails. */
const WATCHED_BY_DEFAULT = [
  'task_queue_wait_p50',
  'task_run_time_p50',
  'task_throughput',
  'task_backlog_growth',
  'task_failure_rate',
  'task_phantom_failure_rate',
  'task_timeout_share',
  'roi_latency_p50',
  'claimed_verified_gap',
  'observation_rate',
]

function resolve(parsed: ParsedConfig): Config {
  const contacts: Contact[] = parsed.contacts ?? [
    { name: 'on-call', email: ['on-call@localhost.localdomain'] },
  ]
  const everyone = contacts.map(contact => contact.name)
  const fallback: Rule = {
    name: 'getting worse',
    indicators: WATCHED_BY_DEFAULT,
    match: {},
    when: 'worse',
    severity: 'page',
    for: 0,
    keepFiringFor: 6 * HOUR,
    to: everyone,
    runbook: null,
  }
  const rules = parsed.rules?.map(
    ({ repeat, activeDuring, muteDuring, ...rule }): Rule => ({
      ...rule,
      to: rule.to ?? everyone,
      ...(repeat === undefined ? {} : { repeat }),
      ...(activeDuring === undefined ? {} : { activeDuring }),
      ...(muteDuring === undefined ? {} : { muteDuring }),
    }),
  ) ?? [fallback]
  return { ...parsed, contacts, rules }
}

function faultsOf(issue: z.core.$ZodIssue, document: ConfigDocument): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const path = [...issue.path, key]
      return {
        path: dotted(path),
        line: document.lineOf(path),
        message: 'unknown key',
        remedy: 'Remove it, or mend its spelling',
      }
    })
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? []
    return nearest.flatMap(inner => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, document))
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return [
    {
      path: dotted(issue.path),
      line: document.lineOf(issue.path),
      message: missing ? 'is missing' : issue.message.replace(/^Invalid input: /, ''),
      ...(missing ? { remedy: 'Add it' } : {}),
    },
  ]
}

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'configuration' : path.map(String).join('.')
}
