import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkCommand } from '../../../../src/cli/commands/check.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

function fileOf(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), 'slowburn.yml')
  writeFileSync(file, text)
  return file
}

const SOURCE = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'

test('a valid file is called so, offline without connecting to anything', async t => {
  const file = fileOf(t, SOURCE)
  const { stdout, stderr, code } = await runCommandHere(t, checkCommand, '--config', file, '--offline')
  assert.deepEqual([stdout, stderr, code], [`${file}: valid\n`, '', 0])
})

test('a disabled detector is valid, and named as a coverage gap', async t => {
  const file = fileOf(t, `${SOURCE}detection: { disabled: [tail] }\n`)
  const { stdout, code } = await runCommandHere(t, checkCommand, '--config', file, '--offline')
  assert.equal(code, 0)
  assert.match(
    stdout,
    /^coverage gap: the detector tail is disabled \(detection\.disabled\): no change of kind tail is detected$/m,
  )
})

test('what is done otherwise than a web configuration file asks is a note below its part', async t => {
  const PEM = fileURLToPath(new URL('../../../golden/web/', import.meta.url))
  const web = join(temporaryFolder(t), 'web.yml')
  const pair = `cert_file: ${PEM}server.pem, key_file: ${PEM}server.key`
  writeFileSync(web, `tls_server_config: { ${pair} }\nhttp_server_config: { http2: true }\n`)
  const file = fileOf(t, `${SOURCE}listen: { web_config: ${web} }\n`)
  const { stdout, code } = await runCommandHere(t, checkCommand, '--config', file, '--offline')
  assert.equal(code, 0)
  assert.match(stdout, /: ok\n {2}note: line 2, http_server_config\.http2: is not spoken/)
})

test('every fault is a line with its place, and the exit code is 1', async t => {
  const file = fileOf(t, `${SOURCE}tick: soon\nnonsense: 1\n`)
  const { stdout, stderr, code } = await runCommandHere(t, checkCommand, '--config', file, '--offline')
  assert.equal(stdout, '')
  assert.equal(code, 1)
  const lines = stderr.trimEnd().split('\n')
  assert.equal(lines.length, 2)
  for (const line of lines) assert.ok(line.startsWith(`${file}: line `), line)
})

test('each part is tried, and --json says what became of it', async t => {
  const folder = join(temporaryFolder(t), 'data')
  const file = fileOf(t, `${SOURCE}data: { folder: ${JSON.stringify(folder)} }\n`)
  const { stdout, code } = await runCommandHere(t, checkCommand, '--config', file, '--json')
  const { ok, parts } = JSON.parse(stdout) as {
    ok: boolean
    parts: Array<{ part: string; faults: unknown[] }>
  }
  assert.equal(ok, code === 0)
  assert.ok(parts.some(({ part }) => part === 'data.folder'))
  assert.ok(parts.some(({ part }) => part === 'sources.0 (app)'))
})

test('a replay is text, of sources that are read', async t => {
  const file = fileOf(t, SOURCE)
  for (const other of ['--offline', '--json']) {
    const { stderr, code } = await runCommandHere(t, checkCommand, '--config', file, '--replay', other)
    assert.equal(code, 1)
    assert.match(stderr, /--replay reads the sources and prints text: leave out --offline and --json/)
  }
})

test('a replay of sources that keep nothing says so', async t => {
  const file = fileOf(t, SOURCE.replace('sources:', `data: { folder: ${temporaryFolder(t)} }\nsources:`))
  const { stdout, stderr, code } = await runCommandHere(t, checkCommand, '--config', file, '--replay')
  assert.match(stdout, /: valid\n/)
  assert.match(stderr, /the store holds no points/)
  assert.equal(code, 1)
})
