import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Leaving, leave } from '../../../../src/app/containment/leave.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { inForm } from '../../../support/long-form.ts'
import { ROOT } from '../../../support/process/checkout.ts'

const CHILD = join(ROOT, 'test/support/process/toys/filling-child.ts')

function processOf(own: Partial<Leaving>) {
  const done: unknown[] = []
  const from = {
    execPath: process.execPath,
    exitCode: undefined,
    execve: (file: string, args: readonly string[]) => void done.push([file, args.at(-1)]),
    exit: (code: number) => void done.push(code),
    ...own,
  } as unknown as Leaving
  return { from, done }
}

test('a process is left with the code that was set, by one that takes its place', () => {
  const { from, done } = processOf({ exitCode: 4 })
  leave(undefined, from)
  assert.deepEqual(done, [[process.execPath, 'process.exit(4)'], 4])
})

test('a process that cannot be replaced exits', () => {
  for (const own of [{ execve: undefined }, { execPath: '/nowhere/node' }]) {
    const { from, done } = processOf(own as Partial<Leaving>)
    leave(130, from)
    assert.deepEqual(done, [130])
  }
})

describe('a process of which a part has filled the threads that all calls of fs, dns and crypto share ends', () => {
  const ways: ReadonlyArray<readonly [way: string, code: number, said: RegExp]> = [
    [
      'loops twice',
      1,
      /a source that is not asked any more held up everything again; slowburn ends source=toy/,
    ],
    [
      'loops, and no tick ends',
      1,
      /no tick has ended since a part was interrupted; slowburn ends.*source=toy/,
    ],
    ['ends the process', 1, /a source ends the process by process\.exit source=toy/],
    ['is met by a fault of slowburn', 1, /slowburn failed and ends error=ours/],
  ]
  for (const [way, code, said] of ways.filter((_, place) => place % inForm(2, 1) === 0)) {
    test(`where that ${way}`, async t => {
      const pipe = join(temporaryFolder(t), 'pipe')
      execFileSync('mkfifo', [pipe])
      const flags = ['--disable-warning=ExperimentalWarning', '--no-force-async-hooks-checks']
      const child = spawn(process.execPath, [...flags, CHILD, pipe, way], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const stuck = setTimeout(() => child.kill('SIGKILL'), 20_000)
      let words = ''
      child.stderr.on('data', part => {
        words += part
      })
      assert.deepEqual(await once(child, 'close'), [code, null], words)
      clearTimeout(stuck)
      assert.match(words, said)
    })
  }
})
