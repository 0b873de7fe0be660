import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startCommand as start } from '../../../../src/cli/commands/start.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { startCommand } from '../../../support/process/command.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

test('start runs the service of a file until it is told to end', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'slowburn.yml')
  const data = JSON.stringify(join(folder, 'data'))
  writeFileSync(
    file,
    `data: { folder: ${data} }
listen: { port: 0 }
sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]
`,
  )
  const running = startCommand(['start', '--config', file])
  const [, page = ''] = await running.says(/page=(\S+)/)
  assert.equal((await fetch(`${page}healthz`)).status, 200)
  const { code, seconds } = await running.end('SIGTERM')
  assert.equal(code, 0)
  assert.ok(seconds < 5, `${seconds} s`)
})

test('a file that is not there is one line with what to do', async t => {
  const { code, stderr } = await runCommandHere(t, start, '--config', '/nowhere/slowburn.yml')
  assert.equal(code, 1)
  assert.match(stderr, /^\/nowhere\/slowburn\.yml: .*cannot be read.*slowburn init --database URL\n$/)
})
