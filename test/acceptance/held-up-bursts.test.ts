// Sources that hold up everything for a while: they are named, and go on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldUp } from '../support/process/held-up.ts'

test('a source that holds up everything in bursts is named in log, metric and page, and goes on', async t => {
  const { start, answers } = heldUp(t, ['hogs', 'good'])
  const running = start()
  const [, page = ''] = await running.says(/page=(\S+)/, 60)
  await running.says(
    /a source holds up everything for more than half of the time; it goes on source=hogs place=\S+holding-up/,
    120,
  )
  await answers(page, 'metrics', /slowburn_part_faults\{kind="source",name="hogs"\} 1/)
  await answers(page, '', /hogs[\s\S]*holds up everything for more than half of the time/)
  await answers(page, 'metrics', /slowburn_source_up\{source="good"\} 1/)
  assert.ok(!running.stderr().includes('was interrupted'))
  running.child.kill('SIGKILL')
})

test('a source whose call into the system takes long is named in log and page, and goes on', async t => {
  const { start, answers } = heldUp(t, ['dawdles', 'good'])
  const running = start()
  await running.says(
    /a source held up everything in a call of child_process\.execSync; it goes on source=dawdles seconds=\d+/,
    90,
  )
  const [, page = ''] = await running.says(/page=(\S+)/)
  await answers(page, '', /dawdles[\s\S]*held up everything in a call of child_process\.execSync/)
  assert.ok(!running.stderr().includes('was interrupted'))
  running.child.kill('SIGKILL')
})
