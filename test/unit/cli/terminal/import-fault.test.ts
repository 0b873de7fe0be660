import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { importFault, loaded } from '../../../../src/cli/terminal/import-fault.ts'
import { MemberError } from '../../../../src/core/names/distinct.ts'
import { inForm } from '../../../support/long-form.ts'
import { copyCheckout } from '../../../support/process/checkout.ts'

describe('what fails while it is loaded', () => {
  test('is named by its file and line, in one line, with what to do', () => {
    const error = new Error('boom\nand more')
    error.stack = `Error: boom
    at f (file:///x/node_modules/pg/src/a.ts:1:1)
    at file:///x/slowburn/src/sources/my%20own/own.ts:12:7
    at ModuleJob.run (node:internal/modules/esm/module_job:1:1)`
    assert.equal(
      importFault(error),
      'src/sources/my own/own.ts:12 fails when it is loaded: boom. Mend it, or take it out and run npm run generate',
    )
    assert.match(importFault(undefined), /^a file fails when it is loaded: undefined\./)
    assert.match(importFault(new Proxy(error, { get: () => assert.fail() })), /cannot be read/)
  })

  test('late is an error that says so; a fault that names its place stays as it is', async () => {
    await assert.rejects(loaded(Promise.reject(new Error('boom'))), /fails when it is loaded: boom\./)
    const twice = new MemberError('"x" is named twice, in a and in b')
    await assert.rejects(loaded(Promise.reject(twice)), twice)
    assert.equal(await loaded(Promise.resolve(5)), 5)
  })
})

test('a source, a notifier or a detector that throws, is broken or is missing when it is loaded ends the start in one line', t => {
  const root = copyCheckout(t)
  const config = join(root, 'try.yml')
  writeFileSync(
    config,
    `data: { folder: ${JSON.stringify(join(root, 'data'))} }\nlisten: { port: 0 }\nsources: [{ name: p, type: push, token: 0123456789abcdef, feeds: [task] }]\n`,
  )
  const start = (): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(root, 'bin/slowburn.cjs'), 'start', '--config', config], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    })
  const members = [
    'src/sources/jsonl/jsonl.ts',
    'src/delivery/notifiers/slack/channel.ts',
    'src/detection/detectors/level.ts',
  ]
  const faults: readonly [what: (file: string) => void, said: (member: string) => string][] = [
    [file => appendFileSync(file, `\nthrow new Error('out of order')\n`), member => `${member}:`],
    [file => writeFileSync(file, 'export const = 5\n'), member => member],
    [file => rmSync(file), member => member],
  ]
  for (const [i, member] of [...members.entries()].slice(0, inForm(1, members.length))) {
    const [fault, said] = faults[i] ?? assert.fail()
    fault(join(root, member))
    const { status, stderr } = start()
    assert.equal(status, 1, stderr)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
    assert.ok(stderr.startsWith('slowburn: ') && stderr.includes(said(member)), stderr)
    spawnSync('cp', [member, join(root, member)])
  }
})
