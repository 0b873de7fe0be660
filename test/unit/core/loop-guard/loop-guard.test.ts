import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)

const SCRIPT = 'test/support/process/looping-child.ts'

test('a part that holds up everything after it has waited is interrupted without any flag too', async () => {
  const { stdout } = await run(process.execPath, [SCRIPT, 'after an await'], { timeout: 60_000 })
  assert.match(stdout, /^source after an await: served, true, .*looping-child\.ts:\d+\n0 others\n$/)
})
