import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NOTHING_KNOWN } from '../../../../../src/detection/causes/cause.ts'
import { releaseAt } from '../../../../support/alerts/alert-samples.ts'
import { depsOf } from '../../../../support/web/deps.ts'
import { fixture } from '../../../../support/web/fixture.ts'
import { NOW } from '../../../../support/web/moment.ts'
import { ask, withWeb } from '../../../../support/web/web-http.ts'

async function answer(path: string, part: Parameters<typeof fixture>[0] = {}) {
  const { views } = await fixture(part)
  return withWeb(depsOf(views), url => ask(`${url}${path}`))
}

describe('the page of an incident', () => {
  test('shows its root, what changed with it, and how it came about', async () => {
    const { overview } = await fixture()
    const [first, second] = overview.incidents
    assert.ok(first !== undefined && second !== undefined)
    const events = [
      ...first.events,
      { at: NOW, what: 'joined' as const, series: ['Task run time p95 of <b>build</b>'], other: null },
    ]
    const one = { ...first, symptoms: [{ ...second.root, odds: 3 }], events, mergedInto: 'another' }
    const { status, body } = await answer(`incidents/${one.id}`, { overview: { incidents: [one] } })
    assert.equal(status, 200)
    assert.match(body, /2 changes, one cause/)
    assert.match(body, /Changed with it <span class="count">1<\/span>/)
    assert.match(body, /joined by .*&lt;b&gt;build/)
    assert.match(body, /href="\/incidents\/another"/)
  })

  test('says what else changed when its root did, and which of it is the probable cause', async () => {
    const [first] = (await fixture()).overview.incidents
    assert.ok(first !== undefined)
    const cause = { kind: 'release' as const, release: releaseAt(NOW, { version: '<i>2</i>' }) }
    const causes = { ...NOTHING_KNOWN, shown: [cause], named: { cause, probability: 0.93 } }
    const one = { ...first, root: { ...first.root, causes } }
    const part = { overview: { incidents: [one] } }
    const { body } = await answer(`incidents/${one.id}`, part)
    assert.match(body, /What else changed then/)
    assert.match(body, /The probable cause is the release &lt;i&gt;2&lt;\/i&gt; of worker: 93 %/)
    assert.match(
      (await answer('', part)).body,
      /Probable cause: .*release &lt;i&gt;2&lt;\/i&gt; of worker \(93 %\)/,
    )
    assert.doesNotMatch((await answer('')).body, /Probable cause/)
  })

  test('is not there for what is no incident', async () => {
    assert.equal((await answer('incidents/nothing')).status, 404)
    assert.equal((await answer('api/v1/incidents/nothing')).status, 404)
  })

  test('says the same as JSON', async () => {
    const { body } = await answer('api/v1/incidents')
    const { incidents } = JSON.parse(body) as {
      incidents: Array<{ root: { id: string }; record: unknown[] }>
    }
    assert.equal(incidents.length, 7)
    for (const { root, record } of incidents) {
      assert.ok(root.id.length > 0)
      assert.equal(record.length, 1)
    }
  })
})
