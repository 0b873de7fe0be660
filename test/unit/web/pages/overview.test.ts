import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

async function first(part: Parameters<typeof fixture>[0]): Promise<string> {
  const { views } = await fixture(part)
  return withWeb(depsOf(views), async url => (await ask(url)).body)
}

describe('the first page', () => {
  test('says before anything else what makes it less trustworthy', async () => {
    const body = await first({ overview: { mail: { dead: 2, waiting: 0 } } })
    assert.match(body, /<ul class="alarm">/)
    assert.match(body, /2 messages could not be delivered/)
    assert.ok(body.indexOf('class="alarm"') < body.indexOf('Getting worse'))
  })

  test('says what is not watched because a detector is disabled', async () => {
    const body = await first({ overview: { disabledDetectors: ['tail'] } })
    assert.match(body, /<b>Coverage gap<\/b>: the detector tail is disabled \(detection\.disabled\)/)
  })

  test('names the detector that raised a change', async () => {
    assert.match(await first({}), /Raised by the detector level\./)
  })

  test('says that nothing has been evaluated yet, or how long ago that was', async () => {
    assert.match(await first({ overview: { lastTickAt: null } }), /Not evaluated yet/)
    assert.match(await first({}), /Last evaluated 12 s ago/)
  })

  test('parts what gets worse from what gets better and from what is neither', async () => {
    const { overview } = await fixture()
    const [one] = overview.incidents
    assert.ok(one !== undefined)
    const incidents = [true, false, null].map((good, index) => {
      const change = { ...one.root.change, kind: 'level' as const, good }
      return { ...one, id: `c${index}`, root: { ...one.root, change } }
    })
    const body = await first({ overview: { incidents } })
    for (const title of ['Getting worse', 'Getting better', 'Changed, neither good nor bad']) {
      assert.match(body, new RegExp(`${title} <span class="count">1</span>`))
    }
  })
})
