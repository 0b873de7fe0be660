import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { objectiveGroups, WINDOWS } from '../../../../generate/rules/objectives.ts'
import { committedRules } from '../../../support/exposition/rules.ts'

interface Group {
  name: string
  interval?: string
  rules: Array<{ record: string; expr: string; labels?: { window?: string } }>
}

const groups = (parse(`groups:\n${objectiveGroups()}`) as { groups: Group[] }).groups
const recorded = groups.flatMap(({ rules }) => rules)
const named = recorded.map(({ record, labels }) => `${record} ${labels?.window ?? ''}`.trim())

test('each window that an alert asks for is recorded, once', () => {
  const asked = committedRules().flatMap(({ expr }) =>
    [...expr.matchAll(/(slowburn:\w+:\w+)\{window="(\w+)"\}/g)].map(
      ([, name, window]) => `${name} ${window}`,
    ),
  )
  assert.equal(asked.length, 8)
  for (const one of asked) assert.ok(named.includes(one), one)
  assert.equal(new Set(named).size, named.length)
})

test('each rule looks back over the window that it names, and what it rests on is recorded before it in its group', () => {
  for (const { rules } of groups) {
    const before = new Set<string>()
    for (const { record, expr, labels } of rules) {
      const window = labels?.window ?? '30d'
      for (const [, over] of expr.matchAll(/\[(\w+)\]|window="(\w+)"/g)) assert.equal(over ?? window, window)
      for (const [, name] of expr.matchAll(/(slowburn:\w+:\w+)\{/g))
        assert.ok(before.has(`${name} ${window}`), record)
      before.add(`${record} ${window}`)
    }
  }
})

test('days are looked back over less often, and not so seldom that a sample is too old by then', () => {
  for (const { interval, rules } of groups) {
    const isLong = rules.every(({ labels }) => /\dd$/.test(labels?.window ?? '30d'))
    assert.equal(interval, isLong ? '4m' : undefined)
  }
  assert.equal(
    groups.flatMap(({ rules }) => rules).filter(({ record }) => record.includes('errors')).length,
    WINDOWS.length,
  )
})

/** Byar's lower end for so many that were bad, with the constant of the rules. */
function lower(
  bad: number,
  z = Number(/- ([\d.]+) \/ \(3 \* sqrt/.exec(recorded.map(({ expr }) => expr).join())?.[1]),
): number {
  return bad === 0 ? 0 : bad * Math.max(0, 1 - 1 / (9 * bad) - z / (3 * Math.sqrt(bad))) ** 3
}

test('the lower end is that of a Poisson count', () => {
  // Exact 95 % limit of 10: 4.795, by chi-square; .9995 quantile of the normal distribution: 3.2905.
  assert.ok(Math.abs(lower(10, 1.959964) - 4.795) < 0.01)
  assert.ok(Math.abs(lower(30) - 15.13) < 0.01)
})

test('a platform that keeps to its objective is paged by less than one look of 2,000, however few tasks end', () => {
  for (const budget of [0.001, 0.01, 0.05, 0.1]) {
    for (let n = 1; n <= 300; n++) {
      let [chance, wrong] = [(1 - budget) ** n, 0]
      for (let bad = 0; bad <= n; bad++) {
        if (lower(bad) / n > budget) wrong += chance
        chance *= ((n - bad) / (bad + 1)) * (budget / (1 - budget))
      }
      assert.ok(wrong < 1 / 2000, `${wrong} at ${budget} of ${n}`)
    }
  }
})
