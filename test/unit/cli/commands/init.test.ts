import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { initCommand } from '../../../../src/cli/commands/init.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'
import { fakePrometheus } from '../../../support/sources/fake-prometheus.ts'

test('an existing file is not written over', async t => {
  const file = join(temporaryFolder(t), 'slowburn.yml')
  writeFileSync(file, 'mine')
  const args = ['--database', 'postgres://reader@127.0.0.1:9/app', '--output', file]
  const { stderr, code } = await runCommandHere(t, initCommand, ...args)
  assert.equal(code, 1)
  assert.match(stderr, /is there already\. Write elsewhere with --output, or over it with --force/)
})

test('an address that no source knows is refused with how to write one', async t => {
  const { stderr, code } = await runCommandHere(
    t,
    initCommand,
    '--database',
    'mysql://db/app',
    '--output',
    '-',
  )
  assert.equal(code, 1)
  assert.match(stderr, /--database: .*Write it as postgres:\/\/user@host:5432\/database/)
})

test('a database that does not answer is one line, without the password', async t => {
  const url = 'postgres://reader:hunter2@127.0.0.1:9/app'
  const { stdout, stderr, code } = await runCommandHere(t, initCommand, '--database', url, '--output', '-')
  assert.deepEqual([stdout, code], ['', 1])
  assert.equal(stderr.trimEnd().split('\n').length, 1)
  assert.doesNotMatch(stderr, /hunter2/)
})

test('a replay of what is only printed is refused before anything is looked at', async t => {
  const args = ['--database', 'postgres://reader@127.0.0.1:9/app', '--output', '-', '--replay']
  const { stderr, code } = await runCommandHere(t, initCommand, ...args)
  assert.deepEqual(
    [stderr, code],
    ['slowburn: --replay reads the file that is written: give it a name with --output\n', 1],
  )
})

test('one address is given, under the option of what it is of', async t => {
  for (const args of [[], ['--database', 'postgres://a/b', '--prometheus', 'http://c']]) {
    const { stderr, code } = await runCommandHere(t, initCommand, ...args)
    assert.equal(code, 1)
    assert.match(stderr, /give one of them: --database with a PostgreSQL, or --prometheus with a Prometheus/)
  }
  for (const [option, address, remedy] of [
    ['--prometheus', 'postgres://reader:hunter2@db/app', 'http://host:9090'],
    ['--database', 'http://me:hunter2@host', 'postgres://user@host:5432/database'],
  ] as const) {
    const { stderr, code } = await runCommandHere(t, initCommand, option, address, '--output', '-')
    assert.equal(code, 1)
    assert.ok(
      stderr.includes(`${option}: no source type handles such an address. Write it as ${remedy}`),
      stderr,
    )
    assert.doesNotMatch(stderr, /hunter2/)
  }
})

test('the commands that are next name the variable of a Prometheus', async t => {
  const fake = await fakePrometheus(t)
  const output = join(temporaryFolder(t), 'slowburn.yml')
  const { stderr, code } = await runCommandHere(t, initCommand, '--prometheus', fake.url, '--output', output)
  assert.equal(code, 0, stderr)
  assert.match(stderr, /None of them was recognised/)
  assert.match(stderr, /export PROMETHEUS_URL=… {3}the URL that you gave/)
  assert.match(readFileSync(output, 'utf8'), /type: prometheus/)
})
