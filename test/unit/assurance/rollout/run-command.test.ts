import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { runCommand } from '../../../../src/assurance/rollout/run-command.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const signal = new AbortController().signal
const sh = (script: string, more: { timeout?: number; signal?: AbortSignal } = {}) =>
  runCommand(['/bin/sh', '-c', script], { timeout: 20_000, signal, ...more })

/** Whether a process is there; one that nobody has asked for yet (a zombie) is not. */
function runs(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  return !/\) Z /.test(readFileSync(file, 'utf8'))
}

describe('a command of the user', () => {
  test('ends well with 0, and what it wrote first is kept as it is', async () => {
    const { ok, first, words } = await sh('echo sha256:0a; echo more >&2')
    assert.deepEqual([ok, first], [true, 'sha256:0a'])
    assert.match(words, /more/)
  })

  test('is read by no shell: its words are its words', async () => {
    const { first } = await runCommand(['/bin/echo', '$HOME; `id` && "x"'], { timeout: 20_000, signal })
    assert.equal(first, '$HOME; `id` && "x"')
  })

  test('says how it ended where it did not end well, with its last words', async () => {
    assert.equal((await sh('echo oh no; exit 3')).words, 'it ended with code 3: oh no')
    assert.match((await sh('kill -9 $$')).words, /^it ended with SIGKILL/)
    const missing = await runCommand(['/no/such/program'], { timeout: 1000, signal })
    assert.deepEqual([missing.ok, /^it could not be run: .*ENOENT/.test(missing.words)], [false, true])
    assert.equal((await runCommand(['a\0b'], { timeout: 1000, signal })).ok, false)
  })

  test('that hangs is killed with all that it has started, those that ignore being asked among them', async t => {
    const file = join(temporaryFolder(t), 'pid')
    const { ok, seconds, words } = await sh(
      `/bin/sh -c 'trap "" TERM; echo $$ > ${file}; while :; do sleep 1; done' & wait`,
      { timeout: 700 },
    )
    assert.deepEqual([ok, words], [false, 'it had not ended after 0.7 s'])
    assert.ok(seconds < 8, String(seconds))
    const pid = Number(readFileSync(file, 'utf8'))
    for (let tries = 0; runs(pid) && tries < 50; tries += 1) await wait(100)
    assert.equal(runs(pid), false)
  })

  test('is over with its end, though what it has left behind holds its output', async t => {
    const file = join(temporaryFolder(t), 'pid')
    const { ok, seconds } = await sh(`sleep 300 & echo $! > ${file}`)
    assert.ok(ok && seconds < 10, String(seconds))
    const pid = Number(readFileSync(file, 'utf8'))
    for (let tries = 0; runs(pid) && tries < 50; tries += 1) await wait(100)
    assert.equal(runs(pid), false)
  })

  test('is stopped by whoever runs it, before it has begun, too', async () => {
    const stop = new AbortController()
    const running = sh('sleep 300', { signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    assert.deepEqual(
      [(await running).words, (await sh('echo', { signal: stop.signal })).words],
      ['it was stopped', 'it was stopped'],
    )
  })

  test('may write without end: a little is kept, and no secret of it', async () => {
    const { words, first } = await sh('yes 0123456789 | head -c 5000000; echo password=hunter2; exit 1')
    assert.ok(words.length <= 300 && first.length <= 2000)
    const said = await sh('echo postgres://ann:hunter2@db/app password=hunter2; exit 1')
    assert.doesNotMatch(said.words, /hunter2/)
    const { words: cut } = await sh('printf "token=%02500d\\n" 7; exit 1')
    assert.equal(cut, 'it ended with code 1')
  })
})
