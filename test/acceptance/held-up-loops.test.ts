// A source that loops: it is interrupted, and slowburn starts anew in place without it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldUp } from '../support/process/held-up.ts'

test('a source that loops after it has waited is interrupted and named in log, metric and page after slowburn has started anew; the other is read on', async t => {
  const { start, answers } = heldUp(t, ['loops', 'good'])
  const running = start()
  await running.says(/a source held up everything and was interrupted.*source=loops.*holding-up\.ts:\d+/, 60)
  const [, page = ''] = await running.says(/before slowburn started anew[\s\S]*page=(\S+)/)
  const metrics = await answers(page, 'metrics', /slowburn_source_up\{source="loops"\} 0/)
  assert.match(metrics, /slowburn_source_up\{source="good"\} 1/)
  await answers(page, '', /held up everything|did not return/)
  const ended = await running.end('SIGTERM')
  assert.equal(ended.code, 0)
  assert.ok(ended.seconds < 10, `${ended.seconds} s`)
})
