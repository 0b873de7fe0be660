// Every link in the documentation leads somewhere: to a file that is there, and to a heading that is in it.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { ROOT } from '../../support/process/checkout.ts'

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT }).sort()

/** Targets of links and pictures, without those that lead outside. */
function targetsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target))
}

/** The anchors of its headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('the documentation', () => {
  for (const page of pages) {
    test(`${page} links only to what is there`, () => {
      const text = readFileSync(join(ROOT, page), 'utf8')
      for (const target of targetsOf(text)) {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), decodeURIComponent(path))
        assert.ok(existsSync(file), `${page}: ${target}`)
        if (anchor === undefined || statSync(file).isDirectory()) continue
        assert.ok(anchorsOf(readFileSync(file, 'utf8')).includes(anchor), `${page}: ${target}`)
      }
    })
  }

  test('a link that is called by the name of a file leads to that file', () => {
    const wrong = pages.flatMap(page =>
      [
        ...readFileSync(join(ROOT, page), 'utf8').matchAll(
          /\[`?([\w.-]+\.(?:md|ts|ya?ml|json))`?\]\(([^)\s]+)\)/g,
        ),
      ]
        .filter(([, name = '', target = '']) => basename(target.split('#')[0] ?? '') !== name)
        .map(([link]) => `${page}: ${link}`),
    )
    assert.deepEqual(wrong, [])
  })

  test('decisions are numbered from 1 on, each number once, and are called by it', () => {
    const numbers = globSync('docs/explanation/decisions/*.md', { cwd: ROOT })
      .map(path => Number(basename(path).slice(0, 4)))
      .sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    )
    for (const page of pages) {
      const links = readFileSync(join(ROOT, page), 'utf8').matchAll(/\[ADR (\d+)\]\(\S*?\/?(\d{4})-[^)]*\)/g)
      for (const [link, number, file] of links) assert.equal(Number(number), Number(file), `${page}: ${link}`)
    }
  })

  test('every page is on a shelf that the index or a page from it leads to', () => {
    const seen = new Set<string>()
    const follow = (page: string): void => {
      if (seen.has(page) || !existsSync(join(ROOT, page))) return
      seen.add(page)
      if (statSync(join(ROOT, page)).isDirectory()) {
        for (const child of globSync('**/*.md', { cwd: join(ROOT, page) })) follow(join(page, child))
        return
      }
      if (!page.endsWith('.md')) return
      for (const target of targetsOf(readFileSync(join(ROOT, page), 'utf8'))) {
        follow(join(dirname(page), target.split('#')[0] ?? ''))
      }
    }
    follow('docs/README.md')
    assert.deepEqual(
      pages.filter(page => page.startsWith('docs/') && !seen.has(page)),
      [],
    )
  })

  test('the README ends in the four shelves', () => {
    const [, end = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('## Read on')
    for (const shelf of ['start', 'how-to', 'reference', 'explanation']) {
      assert.ok(end.includes(`(docs/README.md#${shelf})`), shelf)
    }
  })
})
