// A function does one thing: it has at most so many lines. Oxlint measures them.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '../layout.ts'
import type { Rule } from '../rule.ts'

interface Diagnostic {
  readonly message: string
  readonly filename: string
}

export const functionLength: Rule = {
  name: 'function-length',
  check: tree => {
    const folders = ['src', 'bench', 'dashboards', 'alerts', '.ci', 'generate'].filter(top =>
      existsSync(join(tree.root, top)),
    )
    return tooLong(tree.root, folders).map(messageOf)
  },
}

function tooLong(root: string, folders: readonly string[]): Diagnostic[] {
  const scratch = mkdtempSync(join(tmpdir(), 'house-'))
  try {
    const config = join(scratch, 'oxlintrc.json')
    const rule = ['error', { max: limits.functionLines }]
    writeFileSync(
      config,
      JSON.stringify({
        plugins: [],
        categories: { correctness: 'off' },
        rules: { 'max-lines-per-function': rule },
      }),
    )
    const bin = join(import.meta.dirname, '../../../node_modules/.bin/oxlint')
    const run = spawnSync(bin, ['-c', config, '--format', 'json', ...folders], {
      cwd: root,
      encoding: 'utf8',
    })
    if (run.error) throw run.error
    return (JSON.parse(run.stdout) as { diagnostics: Diagnostic[] }).diagnostics
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function messageOf({ message, filename }: Diagnostic): string {
  const name = /`([^`]+)`/.exec(message)?.[1] ?? 'an unnamed function'
  const lines = /\((\d+)\)/.exec(message)?.[1] ?? 'too many'
  return `${filename}: ${name} has ${lines} lines; at most ${limits.functionLines}: split it`
}
