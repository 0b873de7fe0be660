// `npm run pictures`: draws each board for the documentation, from the answers of a real Prometheus that has scraped the example platform.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOUR } from '../src/core/duration.ts'
import { exampleInPrometheus } from './support/dashboards/pictures/example.ts'
import { picturesOf } from './support/dashboards/pictures/pictures.ts'

const FOLDER = join(import.meta.dirname, '../docs/images/boards')
const endings: Array<() => unknown> = []

try {
  const after = (step: unknown): void => void endings.push(step as () => unknown)
  const { url, at } = await exampleInPrometheus({ after }, { seed: 1, livesOn: 3 * HOUR })
  mkdirSync(FOLDER, { recursive: true })
  for (const [uid, { svg, empty }] of await picturesOf(url, at)) {
    writeFileSync(join(FOLDER, `${uid}.svg`), svg)
    process.stdout.write(`docs/images/boards/${uid}.svg\n`)
    if (empty.length > 0) throw new Error(`${uid}: nothing is drawn of ${empty.join(', ')}`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  for (const end of endings.reverse()) await end()
}
