// The pictures of the boards: drawn anew from the example platform, and those that are committed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { HOUR } from '../../src/core/duration.ts'
import { committedBoards, panelsOf } from '../support/dashboards/boards.ts'
import { exampleInPrometheus } from '../support/dashboards/pictures/example.ts'
import { picturesOf } from '../support/dashboards/pictures/pictures.ts'
import { escaped } from '../support/dashboards/pictures/svg.ts'
import { needs } from '../support/exposition/prometheus.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Bytes of a picture. */
const LARGEST = 100_000

describe('on the example platform', { ...needs('prometheus', 'promtool'), timeout: 600_000 }, () => {
  test('every panel of every board is drawn, or says why there is nothing to show', async t => {
    const { url, at } = await exampleInPrometheus(t, { seed: 1, livesOn: 1.5 * HOUR })
    const pictures = await picturesOf(url, at)
    for (const board of committedBoards()) {
      const { svg = '', empty = [] } = pictures.get(board.uid) ?? {}
      assert.deepEqual(empty, [], board.uid)
      assert.ok(svg.length < LARGEST, `${board.uid}: ${svg.length} bytes`)
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/, board.uid)
      const panels = panelsOf(board)
      assert.equal([...svg.matchAll(/<rect [^>]*rx="4"/g)].length, panels.length, board.uid)
    }
    // A line of a month.
    assert.match(pictures.get('slowburn-work')?.svg ?? '', /<path d="M(?:[lhM]?-?\d+ ?){150}/)
  })
})

test('each board has a picture of its present panels in the documentation, and a page says what to do', () => {
  const page = readFileSync(join(ROOT, 'docs/how-to/boards.md'), 'utf8')
  for (const board of committedBoards()) {
    const path = `images/boards/${board.uid}.svg`
    const svg = readFileSync(join(ROOT, 'docs', path), 'utf8')
    assert.ok(svg.length < LARGEST, `${path}: ${svg.length} bytes`)
    const [before = '', after] = page.split(`](../${path})`)
    assert.notEqual(after, undefined, path)
    assert.match(
      before.slice(before.lastIndexOf('\n## ')),
      /\*\*Whom it serves\.\*\*[\s\S]*\*\*When it is red\.\*\*/,
    )
    // What nobody has given a place yet is drawn with the next pictures.
    const placed = board.panels.filter(row => row.title !== 'What else there is')
    for (const { title } of panelsOf({ panels: placed })) {
      assert.ok(
        svg.includes(`>${escaped(title)}</text>`),
        `${path} lacks ${title}, or cuts it off: run npm run pictures`,
      )
    }
  }
})
