// `npm start` as a supervisor runs it: the end of npm, by whatever signal, ends the service, and nothing lives on.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { temporaryFolder } from '../support/folder.ts'

const ROOT = join(import.meta.dirname, '../..')

for (const [signal, how] of [
  ['SIGTERM', 'passed on to it'],
  ['SIGKILL', 'though nobody can pass that on'],
] as const) {
  test(`${signal} to npm start ends the service, ${how}`, async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: postgres://127.0.0.1:1/none, tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
`,
    )
    const npm = spawn('npm', ['start', '--', '--config', file], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    })
    t.after(() => npm.kill('SIGKILL'))
    const announced = join(folder, 'data/service.json')
    for (let time = 0; time < 300 && !existsSync(announced); time++) await wait(100)
    const { pid } = JSON.parse(readFileSync(announced, 'utf8')) as { pid: number }
    npm.kill(signal)
    for (let time = 0; time < 100; time++) {
      await wait(100)
      if (isThere(pid)) continue
      assert.equal(existsSync(announced), false, 'it has closed what it had opened')
      return
    }
    process.kill(pid, 'SIGKILL')
    assert.fail('the service lives on')
  })
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
