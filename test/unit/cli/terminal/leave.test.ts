import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Leaving, leave } from '../../../../src/cli/terminal/leave.ts'

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
