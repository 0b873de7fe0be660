import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { doctorCommand } from '../../../../src/cli/commands/doctor.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

const SOURCE = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'

test('findings are numbered lines, and warnings alone exit with 0', async t => {
  const root = temporaryFolder(t)
  const file = join(root, 'slowburn.yml')
  writeFileSync(
    file,
    `${SOURCE}data: { folder: ${JSON.stringify(join(root, 'data'))} }\nlisten: { port: 0 }\n`,
    { mode: 0o600 },
  )
  const { stdout, stderr, code } = await runCommandHere(t, doctorCommand, '--config', file)
  const lines = stdout.trimEnd().split('\n')
  assert.match(lines.at(-1) ?? '', /^\d+ checks: 0 faults, \d warnings$/, stdout + stderr)
  assert.match(stdout, /^1\. warning: /)
  assert.match(stdout, /no service runs on the data folder/)
  assert.equal(code, 0)
})

test('a configuration that cannot be used is named with its line, and the rest is examined all the same', async t => {
  const root = temporaryFolder(t)
  const file = join(root, 'slowburn.yml')
  writeFileSync(file, `${SOURCE}data: { folder: ${JSON.stringify(join(root, 'data'))} }\ntick: soon\n`)
  const { stdout, code } = await runCommandHere(t, doctorCommand, '--config', file, '--json')
  const { ok, findings } = JSON.parse(stdout) as {
    ok: boolean
    findings: Array<{ stage: string; where: string }>
  }
  assert.deepEqual([ok, code, findings[0]?.stage], [false, 1, 'configuration'])
  assert.match(findings[0]?.where ?? '', /line 3, tick/)
  assert.ok(findings.some(({ stage }) => stage === 'service'))
})

test('a configuration that is not there is a finding, not a crash', async t => {
  const { stdout, code } = await runCommandHere(t, doctorCommand, '--config', '/nowhere/slowburn.yml')
  assert.match(stdout, /1\. fault: .*cannot be read/)
  assert.equal(code, 1)
})

test('a token that every user of the machine can read is named in a whole sentence', async t => {
  const root = temporaryFolder(t)
  const data = join(root, 'data')
  mkdirSync(data, { mode: 0o755 })
  for (const name of ['control-token', 'slowburn.db']) writeFileSync(join(data, name), 'x', { mode: 0o644 })
  const file = join(root, 'slowburn.yml')
  writeFileSync(file, `${SOURCE}data: { folder: ${JSON.stringify(data)} }\nlisten: { port: 0 }\n`)
  const { stdout } = await runCommandHere(t, doctorCommand, '--config', file)
  assert.match(stdout, /control-token: is open to every user of this machine/)
})
