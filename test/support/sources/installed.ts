// A slowburn with sources that receive, as a person installs and starts it, and starts it anew after it was killed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../folder.ts'
import { type Running, startCommand } from '../process/command.ts'

/** `sources`: as the configuration has them. `data`: its data folder. */
export function installed(t: TestContext, sources: string, env: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder(t)
  const data = join(folder, 'data')
  const file = join(folder, 'slowburn.yml')
  writeFileSync(
    file,
    `data: { folder: ${JSON.stringify(data)} }\nlisten: { port: 0 }\ntick: 1s\nsources: ${sources}\n`,
  )
  const start = async (): Promise<{ running: Running; page: string }> => {
    const running = startCommand(['start', '--config', file], { env })
    t.after(() => running.child.kill('SIGKILL'))
    const [, page = ''] = await running.says(/page=(\S+)/)
    return { running, page }
  }
  return { data, start }
}
