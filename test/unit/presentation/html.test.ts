import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { clip, foreign, html, outsideLink } from '../../../src/presentation/html.ts'
import { ANY_CHARACTER } from '../../support/any-text.ts'
import { inForm } from '../../support/long-form.ts'

describe('the html tag', () => {
  test('escapes text and attributes alike', () => {
    const name = `<b onclick="x('y')">&\``
    assert.equal(
      html`<a title="${name}">${name}</a>`.toString(),
      '<a title="&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;&#96;">&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;&amp;&#96;</a>',
    )
  })

  test('does not escape what it made itself, and joins lists', () => {
    assert.equal(
      html`<ul>${[1, 2].map(n => html`<li>${n}</li>`)}</ul>`.toString(),
      '<ul><li>1</li><li>2</li></ul>',
    )
  })

  test('leaves out null, undefined and false, and keeps zero', () => {
    assert.equal(html`a${null}${undefined}${false}${0}b`.toString(), 'a0b')
  })

  test('lets no text of any kind open a tag, leave an attribute or start an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER, maxLength: 200 }), text => {
        const markup = html`${text}`.toString()
        assert.doesNotMatch(markup, /[<>"'`]/)
        assert.doesNotMatch(markup, /&(?!(?:amp|lt|gt|quot|#39|#96);)/)
        assert.doesNotMatch(markup, /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
        assert.ok(markup.isWellFormed())
      }),
      { numRuns: inForm(300, 2000) },
    )
  })
})

describe('text from outside', () => {
  test('is isolated, and loses the characters that turn the text around it', () => {
    assert.equal(foreign('abc\u202egpj.exe').toString(), '<bdi>abc\u{fffd}gpj.exe</bdi>')
  })

  test('keeps Arabic and Hebrew as they are', () => {
    assert.equal(foreign('مهمة שלום').toString(), '<bdi>مهمة שלום</bdi>')
  })

  test('is cut with an ellipsis, never inside a character', () => {
    assert.equal(clip('abcdef', 6), 'abcdef')
    assert.equal(clip('abcdefg', 6), 'abcde…')
    assert.equal(clip('ab😀😀😀', 4), 'ab…')
  })
})

describe('a link to elsewhere', () => {
  test('is a link only for http and https', () => {
    assert.match(
      outsideLink('https://example.org/', 'runbook').toString(),
      /^<a href="https:\/\/example\.org\/" rel="noopener noreferrer">/,
    )
    for (const address of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://user:secret@example.org/',
      '//example.org',
      'file:///etc',
    ]) {
      assert.equal(outsideLink(address, 'runbook').toString(), 'runbook')
    }
  })
})
