import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { html } from '../../../../../src/presentation/html.ts'
import { drawInTurns } from '../../../../../src/web/pages/elements/in-turns.ts'

function busyFor(milliseconds: number): void {
  const before = process.threadCpuUsage()
  while (process.threadCpuUsage(before).user < 1000 * milliseconds);
}

test('a long list is drawn in its order, and others have their turn meanwhile', async () => {
  let turns = 0
  const drawing = new AbortController()
  const others = (async () => {
    for (; !drawing.signal.aborted; turns += 1) await nextTurn()
  })()
  const drawn = await drawInTurns([1, 2, 3, 4, 5, 6], item => {
    busyFor(10)
    return html`<li>${item}</li>`
  })
  drawing.abort()
  await others
  assert.equal(drawn.join(''), '<li>1</li><li>2</li><li>3</li><li>4</li><li>5</li><li>6</li>')
  assert.ok(turns >= 5, `${turns} turns`)
})
