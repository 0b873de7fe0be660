// Writes every generated file anew: the configuration's reference and schema, the metrics, the dashboard.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { configJsonSchema, configReference } from '../src/config/reference.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

function write(file: string, text: string): void {
  writeFileSync(`${root}${file}`, text)
  process.stdout.write(`${file}\n`)
}

/** What a generator that is a script of its own prints. */
function printed(script: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}${script}`], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`)
  return stdout
}

write('docs/configuration.md', configReference())
write('docs/slowburn.schema.json', configJsonSchema())
write('docs/metrics.md', printed('src/exposition/reference.ts'))
write('dashboards/slowburn.json', printed('dashboards/generator.ts'))
