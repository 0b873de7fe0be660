import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TEMPLATES } from '../../../../src/delivery/email/examples/examples.ts'
import { preheaderOf } from '../../../../src/web/mailbox/preview-page.ts'
import { inForm } from '../../../support/long-form.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()

describe('the previews', () => {
  test('show every kind as it is sent: rendered in a sandbox, as text, and as its bytes', () =>
    withWeb(depsOf(views), async url => {
      const first = await ask(`${url}preview`)
      assert.equal(first.status, 200)
      for (const { name, when, render } of TEMPLATES.filter((_, i) => i % inForm(10, 1) === 0)) {
        const { subject, bytes } = render()
        const page = await ask(`${url}preview/${name}`)
        assert.equal(page.status, 200, name)
        assert.ok(first.body.includes(`href="/preview/${name}"`), name)
        assert.ok(page.body.includes(when) && page.body.includes(subject.replaceAll('"', '&quot;')), name)
        const framed = await ask(`${url}preview/${name}/html`)
        assert.match(String(framed.headers['content-security-policy']), /^sandbox allow-popups /, name)
        const text = await ask(`${url}preview/${name}/text`)
        assert.match(String(text.headers['content-type']), /^text\/plain/)
        assert.ok(text.body.length > 200, name)
        const raw = await ask(`${url}preview/${name}/raw`)
        assert.deepEqual(raw.bytes, Buffer.from(bytes), name)
        assert.equal(raw.headers['content-disposition'], `attachment; filename="preview-${name}.eml"`)
        for (const [, picture = ''] of framed.body.matchAll(/<img[^>]+src="([^"]+)"/g)) {
          const { status, headers } = await ask(new URL(picture, url).href)
          assert.equal(`${status} ${String(headers['content-type'])}`, '200 image/png', name)
        }
      }
      for (const path of ['nothing', 'slope/nothing', 'slope/parts', 'slope/parts/nothing', 'slope/html/x']) {
        assert.equal((await ask(`${url}preview/${path}`)).status, 404, path)
      }
    }))

  test('say what an inbox shows beside the subject', () => {
    const markup =
      '<div style="display:none;x">a &lt;b&gt; &amp; c&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><div>d</div>'
    assert.equal(preheaderOf(markup), 'a <b> & c')
    assert.equal(preheaderOf('<p>no such thing</p>'), '')
  })
})
