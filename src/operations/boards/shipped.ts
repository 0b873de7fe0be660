// The boards for Grafana that come with slowburn.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ShippedBoard {
  /** Name of its file. */
  readonly file: string
  readonly title: string
  /** JSON, as it is imported. */
  readonly text: string
}

const FOLDER = fileURLToPath(new URL('../../../dashboards', import.meta.url))

/** In the order of the names of their files. */
export function shippedBoards(): ShippedBoard[] {
  const files = readdirSync(FOLDER).filter(file => file.endsWith('.json'))
  return files.sort().map(file => {
    const text = readFileSync(join(FOLDER, file), 'utf8')
    const { title } = JSON.parse(text) as { title: string }
    return { file, title, text }
  })
}
