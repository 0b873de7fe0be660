import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Patience } from '../../../../src/core/memory/pooled-pages.ts'

const FILE = pathToFileURL(join(import.meta.dirname, '../../../../src/core/memory/pooled-pages.ts')).href

/**
 * The fewest megabytes that stay resident of a program that held much, and then goes on making a little garbage at a time, a turn of the loop
 * each. The fewest, for between two times that pages are given back the pool grows again: at any one moment it is anything.
 */
function residentOf(first: string): number {
  const program = `
    import { giveBackPages } from ${JSON.stringify(FILE)}
    ${first}
    let held = Array.from({ length: 1_500_000 }, (_, i) => ({ i, list: [i] }))
    held = null
    let fewest = Infinity
    for (let turn = 0; turn < 150; turn++) {
      const some = Array.from({ length: 60_000 }, (_, i) => ({ i, list: [i] }))
      await new Promise(resolve => setImmediate(resolve, some.length))
      fewest = Math.min(fewest, process.memoryUsage.rss())
    }
    console.log(fewest / 1e6)`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=8',
      '--input-type=module-typescript',
      '--eval',
      program,
    ],
    { encoding: 'utf8' },
  )
  assert.notEqual(stdout, '', stderr)
  return Number(stdout)
}

test('a program that goes on does not keep the memory that it once had', () => {
  const [kept, given] = [residentOf(''), residentOf(patience({ usually: 50 }))]
  assert.ok(given < 0.6 * kept, `${given.toFixed(0)} MB, without it ${kept.toFixed(0)}`)
})

test('where the whole takes much it is given back sooner', () => {
  const [little, much] = [1e12, 1e6].map(size => residentOf(patience({ pressed: 50, much: size })))
  assert.ok(
    (much as number) < 0.6 * (little as number),
    `${much?.toFixed(0)} MB, ${little?.toFixed(0)} where it is little`,
  )
})

function patience(of: Partial<Patience>): string {
  return `giveBackPages(${JSON.stringify({ usually: 60_000, pressed: 60_000, much: 1e12, ...of })})`
}
