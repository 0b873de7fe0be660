// Whether the files with keys and tokens that the configuration names are for their owner alone.
import { statSync } from 'node:fs'
import type { Config } from '../../../config/schema.ts'
import { readRegular } from '../../../core/reading/regular-file.ts'
import { webConfigOf } from '../../web.ts'
import { type DoctorCheck, warning } from '../check.ts'

export const secretFiles: DoctorCheck = {
  name: 'secret files',
  stage: 'configuration',
  help: 'No private key, file of a token, or file of log-ins is readable by every user of the machine.',
  run: ({ config }) => {
    if (config === null) return []
    return [...namedIn(config)].flatMap(([path, holds]) => {
      const mode = modeOf(path)
      if (mode === null || (mode & 0o004) === 0) return []
      const what = `holds ${holds} and can be read by every user of this machine (mode ${mode.toString(8)})`
      return [
        warning(path, what, `Run chmod o-r ${path}; the user of the service must still be able to read it`),
      ]
    })
  },
}

/** Path and what is in it. That it cannot be read is another check's finding. */
function namedIn(config: Config): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      const [, kind] = /^(key|token|secret|password)File$/.exec(key) ?? []
      if (typeof inner === 'string' && kind !== undefined) found.set(inner, WORDS[kind] ?? 'a secret')
      else visit(inner)
    }
  }
  visit(config)
  for (const [path, holds] of ofWebConfig(config)) found.set(path, holds)
  return found
}

const WORDS: Readonly<Record<string, string>> = { key: 'a private key', token: 'a token' }

type Held = [path: string, holds: string]

function ofWebConfig(config: Config): Held[] {
  try {
    const { users, files } = webConfigOf(config)
    const withKey = files.filter(path => readRegular(path).toString('utf8').includes('PRIVATE KEY'))
    return [
      ...files.slice(0, users.size > 0 ? 1 : 0).map((path): Held => [path, 'hashes of passwords']),
      ...withKey.map((path): Held => [path, 'a private key']),
    ]
  } catch {
    return []
  }
}

function modeOf(path: string): number | null {
  try {
    return statSync(path).mode & 0o777
  } catch {
    return null
  }
}
