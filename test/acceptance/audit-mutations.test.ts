// Mutations of a watch that works: each makes it blind somewhere, and an audit has to fail on every one of them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Silence } from '../../src/alerting/muting/silence.ts'
import { DAY } from '../../src/core/duration.ts'
import { DETECTORS } from '../../src/detection/detectors/registry.ts'
import type { Store } from '../../src/storage/store.ts'
import { auditHere, NOW } from '../support/audit/audited-store.ts'

function silenced(matcher: Silence['matchers'][number]): (store: Store) => void {
  const times = { startsAt: NOW - DAY, endsAt: NOW + 30 * DAY, createdAt: NOW - DAY }
  return store =>
    store.silences.save({ id: 'wide', matchers: [matcher], createdBy: 'x', comment: '', ...times })
}

interface Mutation {
  name: string
  lines?: string
  route?: string
  more?: (store: Store) => void
  /** Of the series that are watched; left out: one. */
  types?: readonly string[]
  /** What one of the findings says. */
  says?: RegExp
}

const RULE = "indicators: ['task_run_time_*'], when: worse"
const MUTE = 'route: { to: [on call], mute_during: [always] }'
const ALWAYS = 'time_intervals: [{ name: always, times: [{ from: "00:00", to: "24:00" }] }]'

const MUTATIONS: readonly Mutation[] = [
  ...DETECTORS.map(({ name }) => ({
    name: `the detector ${name} is switched off`,
    lines: `detection: { disabled: [${name}] }`,
    // Known answers alone find it: what else is planted would take ten seconds for each.
    ...(name === 'level' ? {} : { types: [] }),
    says: new RegExp(`The detector ${name} raises nothing`),
  })),
  { name: 'the rules are deleted', lines: 'rules: []' },
  {
    name: 'a rule is left that watches something else',
    lines: "rules: [{ name: a, indicators: ['roi_*'] }]",
  },
  { name: 'a rule waits for a month', lines: `rules: [{ name: a, ${RULE}, for: 30d }]` },
  { name: 'a rule wants what gets better', lines: "rules: [{ name: a, indicators: ['*'], when: better }]" },
  {
    name: 'a silence covers the work',
    more: silenced({ name: 'task_type', op: '=~', value: '.+' }),
    says: /level was planted and raised, and nobody would have been notified .*: silenced by wide for on call/,
  },
  { name: 'a silence covers all pages', more: silenced({ name: 'severity', op: '=', value: 'page' }) },
  {
    name: 'a silence covers the indicator',
    more: silenced({ name: 'indicator', op: '=~', value: 'task_.*' }),
  },
  {
    name: 'a silence covers alarms about sources',
    more: silenced({ name: 'rule', op: '=~', value: 'Slowburn.*' }),
  },
  {
    name: 'the route is mute at all times',
    lines: ALWAYS,
    route: MUTE,
  },
]

describe('an audit', () => {
  test('passes on a watch that works', async t => {
    const { verdict, findings } = await auditHere(t)
    assert.deepEqual([verdict, findings], ['pass', []])
  })

  test('plants the same where it is repeated', async t => {
    const [one, other] = [await auditHere(t), await auditHere(t)]
    assert.deepEqual(other, one)
  })

  test('shows that cards know nothing of what keeps people from being notified', async t => {
    const { crossChecks } = await auditHere(t, { lines: ALWAYS, route: MUTE })
    assert.deepEqual([crossChecks[0]?.whole, crossChecks[0]?.agree], [null, false])
  })

  for (const { name, says = /./, ...mutation } of MUTATIONS) {
    test(`fails where ${name}`, async t => {
      const { verdict, findings } = await auditHere(t, mutation)
      assert.equal(verdict, 'fail')
      assert.ok(
        findings.some(({ fails, words }) => fails && says.test(words)),
        JSON.stringify(findings),
      )
    })
  }
})
