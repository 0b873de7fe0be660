import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loggedProgress, progressBar } from '../../../../src/cli/terminal/progress.ts'

function stream(isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } {
  const written: string[] = []
  const fake = { isTTY, write: (text: string) => written.push(text) > 0 }
  return { written, stream: fake as unknown as NodeJS.WriteStream }
}

test('on a terminal the bar is drawn over itself, once a percent', () => {
  const { written, stream: terminal } = stream(true)
  const bar = progressBar('reading', terminal)
  for (const share of [0, 0.5, 0.501, 0.5049, 1]) bar.update(share)
  assert.deepEqual(
    written.map(text => text.trimEnd().slice(-5).trim()),
    ['0 %', '50 %', '100 %'],
  )
  for (const text of written) assert.match(text, /^\rreading +\[[#.]{24}\]/)
})

test('elsewhere there is a line every tenth', () => {
  const { written, stream: file } = stream(false)
  const bar = progressBar('reading', file)
  for (let share = 0; share <= 1.0001; share += 0.01) bar.update(share)
  bar.done('caught up')
  assert.equal(written.length, 12)
  assert.equal(written[0], 'reading 0 %\n')
  assert.equal(written.at(-1), 'reading caught up\n')
})

test('a share outside of 0 to 1 is drawn at its end', () => {
  const { written, stream: file } = stream(false)
  const bar = progressBar('reading', file)
  bar.update(-3)
  bar.update(7)
  assert.deepEqual(written, ['reading 0 %\n', 'reading 100 %\n'])
})

test('in a log of which every line is an entry, it is an entry every tenth', () => {
  const entries: unknown[] = []
  const bar = loggedProgress('reading', { info: (message, fields) => entries.push([message, fields]) })
  for (const share of [0, 0.04, 0.5, 0.55, 7]) bar.update(share)
  bar.done('caught up')
  assert.deepEqual(entries, [
    ['reading', { percent: 0 }],
    ['reading', { percent: 50 }],
    ['reading', { percent: 100 }],
    ['reading: caught up', undefined],
  ])
})
