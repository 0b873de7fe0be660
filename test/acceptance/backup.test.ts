// The two commands on the real service: backed up while it runs, restored beside it, and started from there.
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

test('slowburn backup and restore carry what people did to another data folder', async t => {
  const folder = temporaryFolder(t)
  const write = (name: string): string => {
    const file = join(folder, `${name}.yml`)
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, name))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: postgres://127.0.0.1:1/none, tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
`,
    )
    return file
  }
  const [first, second] = [write('first'), write('second')]
  const running = startCommand(['start', '--config', first])
  t.after(() => running.child.kill('SIGKILL'))
  await running.says(/page=(\S+)/)
  const silenced = await runCommand(['silence', 'a=b', '--for', '9h', '--comment', 'x', '--config', first])
  assert.equal(silenced.code, 0, silenced.stderr)
  const to = join(folder, 'copy')
  const made = await runCommand(['backup', '--to', to, '--config', first])
  assert.match(made.stdout, /^Backed up \d+\.\d MB to .*\/copy\n$/, made.stderr)
  const again = await runCommand(['backup', '--to', to, '--config', first])
  assert.match(again.stderr, /copy is there already/)

  const restored = await runCommand(['restore', to, '--config', second])
  assert.match(
    restored.stdout,
    /^Restored \d+\.\d MB of \d{4}-\d\d-\d\d \d\d:\d\d UTC to .*second\.\n$/,
    restored.stderr,
  )
  const other = startCommand(['start', '--config', second])
  t.after(() => other.child.kill('SIGKILL'))
  await other.says(/page=(\S+)/)
  const listed = await runCommand(['silence', '--list', '--config', second])
  assert.match(listed.stdout, /a="b"/)
  assert.ok(existsSync(join(folder, 'second/link-key')))

  const busy = await runCommand(['restore', to, '--config', first, '--replace'])
  assert.match(busy.stderr, /another slowburn is using it/)
  assert.equal(busy.code, 1)
})
