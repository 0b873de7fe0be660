// Many sources that loop, among which the good are read on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldUp } from '../support/process/held-up.ts'

test('ten sources that loop among twelve are left out one after the other, and the two that are good are read on', async t => {
  const loops = Array.from({ length: 10 }, (_, i) => `${i % 5 === 0 ? 'loops-twice' : 'loops'}.${i}`)
  const { start, answers } = heldUp(t, ['good.1', ...loops, 'good.2'])
  const began = performance.now()
  const running = start()
  const [, page = ''] = await running.says(
    /(?:.*a source held up everything and was interrupted before slowburn started anew.*\n){10}[\s\S]*page=(\S+)/,
    300,
  )
  t.diagnostic(`${Math.round((performance.now() - began) / 1000)} s`)
  const metrics = await answers(page, 'metrics', /slowburn_source_up\{source="good.2"\} 1/)
  assert.match(metrics, /slowburn_source_up\{source="good.1"\} 1/)
  for (const name of loops) assert.match(metrics, new RegExp(`slowburn_source_up\\{source="${name}"\\} 0`))
  assert.equal((await running.end('SIGTERM')).code, 0)
})
