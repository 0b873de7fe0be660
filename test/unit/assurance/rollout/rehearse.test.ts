import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { rehearse } from '../../../../src/assurance/rollout/rehearse.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { settingsOf } from '../../../support/rollout/ledger.ts'

const PAIR = { from: 'v2', to: 'v1' }

function setup(t: TestContext, more: Readonly<Record<string, unknown>> = {}) {
  const folder = temporaryFolder(t)
  const artefact = join(folder, 'app-v1')
  writeFileSync(artefact, 'one')
  const sh = (script: string) => [
    '/bin/sh',
    '-c',
    `cd ${folder}; ${script}`,
    'sh',
    '{from}',
    '{to}',
    '{digest}',
  ]
  const settings = settingsOf({
    artefact: { file: join(folder, 'app-{version}') },
    rehearse: sh('echo $1 $2 $3 > given; cp app-$2 restored'),
    invariants: [{ name: 'same', run: sh('cmp app-$2 restored') }],
    ...more,
  })
  const steps: string[] = []
  const run = (signal = new AbortController().signal) =>
    rehearse(settings, PAIR, { timeout: 20_000, signal }, ({ name }) => steps.push(name))
  return { folder, artefact, sh, steps, run }
}

describe('a rehearsal', () => {
  test('looks, restores, looks again, and tries what must hold', async t => {
    const { folder, run, steps } = setup(t)
    const { interrupted, before, after, restore, invariants } = await run()
    assert.deepEqual([interrupted, restore.ok, invariants.map(({ ok }) => ok)], [false, true, [true]])
    assert.deepEqual([before, steps], [after, ['restore', 'same']])
    assert.equal(readFileSync(join(folder, 'given'), 'utf8'), `v2 v1 ${before}\n`)
  })

  test('shows a digest that changes between look and restore', async t => {
    const { sh } = setup(t)
    const { run } = setup(t, { rehearse: sh('true'), artefact: { command: sh('date +%N') } })
    const { before, after } = await run()
    assert.notEqual(before, after)
  })

  test('restores nothing where the artefact is not there, and tries nothing where restoring failed', async t => {
    const { folder, artefact, run } = setup(t, { artefact: { file: '/nowhere/{version}' } })
    assert.ok(existsSync(artefact))
    const { restore, before } = await run()
    assert.deepEqual([restore.ok, before, existsSync(join(folder, 'given'))], [false, null, false])
    const failing = await setup(t, { rehearse: ['/bin/false'] }).run()
    assert.deepEqual([failing.restore.ok, failing.invariants], [false, []])
  })

  test('that is stopped says so', async t => {
    const stop = new AbortController()
    const { run } = setup(t, { rehearse: ['/bin/sleep', '300'] })
    setTimeout(() => stop.abort(), 300)
    const { interrupted, restore } = await run(stop.signal)
    assert.deepEqual([interrupted, restore.ok], [true, false])
  })
})
