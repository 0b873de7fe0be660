// A metric that stages report while they work is reported by one: a counter that nobody counts would stay at 0 for ever.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../../../support/process/checkout.ts'

const METRICS = 'src/exposition/metrics/'
const code = globSync('src/**/*.ts', { cwd: ROOT })
  .filter(path => !path.startsWith(METRICS))
  .map(path => readFileSync(join(ROOT, path), 'utf8'))

for (const path of globSync(`${METRICS}**/*.ts`, { cwd: ROOT })) {
  const text = readFileSync(join(ROOT, path), 'utf8')
  for (const [, name = '', shape] of text.matchAll(/^export const (\w+): (Counter|Histogram)\b/gm)) {
    test(`${name} (${shape}) of ${path} is reported by a stage`, () => {
      const imported = new RegExp(`import[^;']*\\b${name}\\b[^;']*'[^']*exposition/metrics/`)
      const mentioned = (other: string): number => other.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0
      assert.ok(
        code.some(other => imported.test(other) && mentioned(other) > 1),
        `nothing in src reports ${name}: call instruments.count or instruments.observe where it happens`,
      )
    })
  }
}
