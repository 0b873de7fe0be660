// Every file that the documentation names is there: under its path from the root of the checkout or from `src`.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rooms } from '../../../.ci/house/layout.ts'
import { ROOT } from '../../support/process/checkout.ts'

/** But decisions: they name what there was when they were taken. */
const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: ROOT })
  .filter(page => !page.startsWith('docs/explanation/decisions/'))
  .sort()
const folders = globSync('*/', { cwd: join(ROOT, 'src') })

/** Paths of code, in backquotes: `pipeline/tick.ts`, `bench/nulls.ts`, `pipeline/collect/`. */
function pathsIn(text: string): string[] {
  const inRoom = new RegExp(`^(?:${folders.join('|')}|src|test|bench|\\.ci|generate)/[\\w./-]*(?:\\.ts|/)$`)
  return [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path).filter(path => inRoom.test(path))
}

test('the picture of the whole names every room that there is, and says which of its rooms are not built', () => {
  const page = readFileSync(join(ROOT, 'docs/explanation/architecture.md'), 'utf8')
  for (const folder of folders) assert.match(page, new RegExp(`\\b${folder}\\b`), folder)
  const unbuilt = rooms.filter(room => !existsSync(join(ROOT, 'src', room)))
  const said = page.split('\n').find(line => line.includes('not built')) ?? ''
  for (const room of rooms) {
    assert.equal(said.split('not built')[0]?.includes(`\`${room}\``) ?? false, unbuilt.includes(room), room)
  }
})

test('the documentation names only files that are there', () => {
  const gone = pages.flatMap(page =>
    pathsIn(readFileSync(join(ROOT, page), 'utf8'))
      .filter(path => !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, 'src', path)))
      .map(path => `${page}: ${path}`),
  )
  assert.deepEqual(gone, [])
})
