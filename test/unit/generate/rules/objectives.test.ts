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
