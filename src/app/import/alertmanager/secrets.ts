// Secrets of a foreign configuration: as they are written, or for one in a file a variable of the environment.
import type { Section } from './section.ts'

export interface Secrets {
  /** Of the section, or of `KEY_file` beside it as `${NAME}`; null where neither is there. `owner` is part of the name. */
  of(section: Section, key: string, owner: string): string | null
  /** Names of the variables that were given, and of those that are always ours. */
  isVariable(name: string): boolean
}

/** Variables that are named without asking for a file. */
export const SMTP_PASSWORD = 'SMTP_PASSWORD'
export const WEBHOOK_SECRET = 'WEBHOOK_SECRET'
export const RECEIVE_TOKEN = 'RECEIVE_TOKEN'

/** Files of the same path are the same variable; nothing else reads them. */
export function createSecrets(): Secrets {
  const byFile = new Map<string, string>()
  const names = new Set<string>([SMTP_PASSWORD, WEBHOOK_SECRET, RECEIVE_TOKEN])
  return {
    isVariable: name => names.has(name),
    of(section, key, owner) {
      const file = section.has(`${key}_file`) ? section.text(`${key}_file`) : null
      if (file === null) return section.text(key)
      const known = byFile.get(file)
      if (known !== undefined) return `\${${known}}`
      const name = freeName(`${owner} ${key}`, names)
      names.add(name)
      byFile.set(file, name)
      section.lose(`${key}_file`, `is not read: put what is in ${file} into the environment as ${name}`)
      return `\${${name}}`
    },
  }
}

function freeName(text: string, taken: ReadonlySet<string>): string {
  const plain = text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
  let name = plain
  for (let n = 2; taken.has(name); n += 1) name = `${plain}_${n}`
  return name
}
