import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { inForm } from '../../../support/long-form.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const PAGES = [
  '',
  'series',
  'series/1',
  'alerts',
  `alerts/${encodeURIComponent('drift{"2"}')}`,
  'mail',
  'mail/1',
]

const ELEMENTS = new Set(
  'html head meta title link body a header nav main h1 h2 h3 h4 p b ul li div span section table caption thead tbody tr th td svg path rect line circle text figure figcaption details summary dl dt dd form label input button footer bdi time code iframe pre'.split(
    ' ',
  ),
)

const fragment = fc.constantFrom(
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></svg><style>*{display:none}</style>',
  '&lt;&#60;&amp;',
  '<!--',
  ']]>',
  '\u202etxt.exe',
  '\u2066\u2067',
  '\u0000\u0007\u001b[31m',
  '\ud800',
  '`${1}`',
  'javascript:alert(1)',
  '😀'.repeat(50),
  'x'.repeat(5000),
  'مهمة',
  ' ',
  '\n',
)

test('no label, error, subject or rule becomes markup on any page', async () => {
  const hostile = fc.array(fragment, { minLength: 1, maxLength: 4 }).map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(hostile, async evil => {
      const { views } = await fixture({ text: () => evil })
      await withWeb(depsOf(views), async url => {
        for (const path of PAGES) {
          const { status, body } = await ask(url + path)
          assert.equal(status, 200, path)
          assertHarmless(body, path)
        }
      })
    }),
    { numRuns: inForm(2, 25) },
  )
})

test('what is searched for comes back as text', async () => {
  const { views } = await fixture()
  await withWeb(depsOf(views), async url => {
    const evil = '"><script>alert(1)</script>'
    const { body } = await ask(`${url}series?q=${encodeURIComponent(evil)}`)
    assertHarmless(body, 'search')
    assert.match(body, /value="&quot;&gt;&lt;script&gt;/)
  })
})

/** Every tag is one that the pages use, with attributes that the pages use; nothing is left to interpretation. */
function assertHarmless(body: string, path: string): void {
  for (const [, name = '', attributes = ''] of body.matchAll(/<\/?([a-z][^\s/>]*)([^>]*)>/gi)) {
    assert.ok(ELEMENTS.has(name.toLowerCase()), `${path}: <${name}>`)
    assert.doesNotMatch(attributes.replace(/"[^"]*"/g, '""'), /\bon[a-z]+\s*=|\bstyle\s*=|'/i, path)
  }
  assert.doesNotMatch(body, /<!--|<!\[CDATA/)
  assert.doesNotMatch(body, /[\u202a-\u202e\u2066-\u2069]/)
  assert.ok(body.isWellFormed())
  assert.ok(body.length < 600_000, `${path} has ${body.length} characters`)
}
