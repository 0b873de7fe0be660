import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Interruption } from '../../../../src/core/loop-guard/interruption.ts'
import { type LoopGuardOptions, startLoopGuard } from '../../../../src/core/loop-guard/loop-guard.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'

const run = promisify(execFile)

const SCRIPT = 'test/support/process/looping-child.ts'

test('a part that holds up everything after it has waited is interrupted without any flag too', async () => {
  const { stdout } = await run(process.execPath, [SCRIPT, 'after an await'], { timeout: 60_000 })
  assert.match(stdout, /^source after an await: served, true, .*looping-child\.ts:\d+\n$/)
})

function guarded(t: TestContext, patience: number, own: Partial<LoopGuardOptions>): void {
  const guard = startLoopGuard({
    owners: createOwners(),
    patience,
    interrupted: () => undefined,
    blocked: () => undefined,
    held: () => undefined,
    filled: () => undefined,
    ending: null,
    failed: () => undefined,
    ...own,
  })
  t.after(() => guard.stop())
}

function busy(isOver: () => boolean): void {
  while (!isOver());
}

function busyFor(millis: number): void {
  const until = performance.now() + millis
  busy(() => performance.now() >= until)
}

test('a part that holds up everything for a while is named with its place, and goes on', async t => {
  const owners = createOwners()
  const heard: Array<{ by: Interruption; seconds: number }> = []
  guarded(t, 1000, { owners, held: (by, seconds) => heard.push({ by, seconds }) })
  // The thread that guards may still be loaded.
  while (heard.length === 0) {
    owners.under({ kind: 'source', name: 'toy' }, () => busyFor(300))
    owners.under(null, () => busyFor(300))
    await wait(100)
  }
  const [{ by, seconds } = assert.fail()] = heard
  assert.deepEqual(by.owner, { kind: 'source', name: 'toy' })
  assert.match(by.place, /loop-guard\.test\.ts:\d+$/)
  assert.ok(seconds >= 0.125, `${seconds} s`)
})

test('what is interrupted by itself is not looked into: its interruption may be lost then', async t => {
  const owners = createOwners()
  let looks = 0
  const seen = (): Owner | null => {
    looks += 1
    return owners.unlimited()
  }
  guarded(t, 160, { owners: { ...owners, unlimited: seen } })
  busy(() => looks > 0)
  await wait(50)
  looks = 0
  owners.limit(true)
  busyFor(480)
  owners.limit(false)
  assert.equal(looks, 0)
})
