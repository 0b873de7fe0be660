import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IncidentView } from '../../../../../src/queries/views.ts'
import { incidentItem } from '../../../../../src/web/pages/incidents/item.ts'
import { fixture } from '../../../../support/web/fixture.ts'
import { NOW } from '../../../../support/web/moment.ts'

const { overview } = await fixture()
const [first, ...others] = overview.incidents as [IncidentView, ...IncidentView[]]
const symptoms = others.slice(0, 3).map(({ root }) => ({ ...root, odds: 4 }))
const said = (part: Partial<IncidentView>): string => String(incidentItem({ ...first, ...part }, NOW))

describe('an incident in the list', () => {
  test('shows its root with one chart, and folds what changed with it', () => {
    const text = said({ symptoms })
    assert.equal([...text.matchAll(/<svg/g)].length, 1)
    assert.match(text, /<summary>With it 3 changed: .* and 1 more<\/summary>/)
    assert.equal([...text.matchAll(/<li><a href="\/series\//g)].length, 3)
  })

  test('says of a member that fits badly that it is perhaps one', () => {
    const [one, ...rest] = symptoms
    assert.ok(one !== undefined)
    assert.match(said({ symptoms: [{ ...one, odds: -0.5 }, ...rest] }), /<span class="soft">perhaps<\/span>/)
    assert.doesNotMatch(said({ symptoms }), /perhaps/)
  })

  test('says that its root has recovered while the rest stands', () => {
    assert.match(said({ root: { ...first.root, clearedAt: NOW - 60_000 }, symptoms }), /recovered [^<]*ago/)
  })

  test('leads to how it came about, where it is one that is kept', () => {
    assert.match(said({}), /href="\/incidents\/incident-/)
    assert.doesNotMatch(said({ id: null }), /\/incidents\//)
  })

  test('lists at most forty of many', () => {
    const [one] = symptoms
    assert.ok(one !== undefined)
    const text = said({ symptoms: Array.from({ length: 50 }, () => one) })
    assert.match(text, /10 more\./)
  })
})
