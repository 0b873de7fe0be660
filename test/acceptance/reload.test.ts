// SIGHUP on the real service: a good configuration is taken whole, a bad one not at all; SIGUSR1 opens no debugger.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

test('SIGHUP reloads the configuration atomically, or says what is wrong and keeps the old', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'slowburn.yml')
  const write = (name: string, tick: string): void =>
    writeFileSync(
      file,
      `name: ${name}
tick: ${tick}
data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: postgres://127.0.0.1:1/none, tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
`,
    )
  write('first', '1m')
  const running = startCommand(['start', '--config', file])
  t.after(() => running.child.kill('SIGKILL'))
  const [, first = ''] = await running.says(/page=(\S+)/)
  const shown = async (url: string): Promise<string> => (await fetch(url)).text()
  assert.match(await shown(first), /first/)

  write('second', 'soon')
  running.child.kill('SIGHUP')
  await running.says(/configuration is not reloaded; the old one goes on fault="line 2, tick: /)
  assert.match(await shown(first), /first/)

  write('second', '2m')
  running.child.kill('SIGHUP')
  const [, second = ''] = await running.says(/configuration is reloaded[\s\S]*page=(\S+)/)
  assert.match(await shown(second), /second/)

  running.child.kill('SIGUSR1')
  await new Promise(resolve => setTimeout(resolve, 300))
  assert.doesNotMatch(running.stderr(), /Debugger/i)
  const { code } = await running.end('SIGTERM')
  assert.equal(code, 0)
})
