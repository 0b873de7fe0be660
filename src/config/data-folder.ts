// Where a configuration keeps its data, for commands that talk to a running service: they need not know the
// passwords that the rest of the file takes from the environment.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { ConfigError, messageOf } from '../core/errors.ts'
import { substituted } from './environment.ts'
import { dataSection } from './keys/data.ts'

/** Throws ConfigError where the file cannot be read, or does not say it in a way that can be used. */
export function dataFolderOf(file: string, env: Readonly<Record<string, string | undefined>>): string {
  const fail = (message: string): ConfigError =>
    new ConfigError([
      { path: file, message, remedy: 'Give another file with --config, or the data folder with --data' },
    ])
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw fail(`cannot be read: ${messageOf(cause)}`)
  }
  const document = parseDocument(text)
  if (document.errors.length > 0) throw fail('is not YAML; see: slowburn check --offline')
  const root: unknown = document.toJS()
  const given = typeof root === 'object' && root !== null && 'data' in root ? root.data : {}
  const parsed = dataSection.safeParse(given ?? {})
  if (!parsed.success) throw fail('data.folder cannot be used; see: slowburn check --offline')
  const folder = substituted(parsed.data.folder, name => {
    const value = env[name]
    if (value === undefined)
      throw fail(`data.folder needs the environment variable ${name}, which is not set`)
    return value
  })
  return resolve(dirname(resolve(file)), folder)
}
