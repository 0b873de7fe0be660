import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startLoopGuard } from '../../../../src/core/loop-guard/loop-guard.ts'
import { createOwners, type Owner } from '../../../../src/core/loop-guard/owners.ts'

const run = promisify(execFile)

const SCRIPT = 'test/support/process/looping-child.ts'

test('a part that holds up everything after it has waited is interrupted without any flag too', async () => {
  const { stdout } = await run(process.execPath, [SCRIPT, 'after an await'], { timeout: 60_000 })
  assert.match(stdout, /^source after an await: served, true, .*looping-child\.ts:\d+\n0 others\n$/)
})

test('what is interrupted by itself is not looked into: its interruption may be lost then', async t => {
  const owners = createOwners()
  let looks = 0
  const seen = (): Owner | null => {
    looks += 1
    return owners.unlimited()
  }
  const guard = startLoopGuard({
    owners: { ...owners, unlimited: seen },
    patience: 160,
    interrupted: () => undefined,
    blocked: () => undefined,
    filled: () => undefined,
    ending: null,
    failed: () => undefined,
  })
  t.after(() => guard.stop())
  const busy = (isOver: () => boolean): void => {
    while (!isOver());
  }
  busy(() => looks > 0)
  await wait(50)
  looks = 0
  owners.limit(true)
  const until = performance.now() + 480
  busy(() => performance.now() >= until)
  owners.limit(false)
  assert.equal(looks, 0)
})
