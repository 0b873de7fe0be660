// Alert rules that are wrong in one place: the contract with the catalogue, or the tests of the rule, must notice each.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { parse, stringify } from 'yaml'
import type { Mutant } from '../support/dashboards/mutants.ts'
import { breaksContract, ruleMutants } from '../support/dashboards/rule-mutants.ts'
import { needs, run } from '../support/exposition/prometheus.ts'
import { type AlertRule, committed, committedRules, RULES_TEST_FILE } from '../support/exposition/rules.ts'
import { temporaryFolder } from '../support/folder.ts'

interface RuleTest {
  alert_rule_test?: Array<{ alertname: string }>
}

const tests = (parse(committed(RULES_TEST_FILE)) as { tests: RuleTest[] }).tests
/** What they rest on looks back over a month, so that each run of promtool takes seconds; their texts are made by a program that has tests. */
const rules = committedRules().filter(({ expr }) => !expr.includes('slowburn:objective'))

test('no rule asks for a metric, or goes by a label, that there is not', () => {
  for (const rule of committedRules()) assert.ok(!breaksContract(rule), rule.alert)
})

describe('a rule that is wrong in one place', { ...needs('promtool'), timeout: 400_000 }, () => {
  test('is noticed, whichever place that is', async t => {
    const folder = temporaryFolder(t)
    const mutants = rules.flatMap(ruleMutants)
    const left = mutants.filter(({ of }) => !breaksContract(of))
    t.diagnostic(
      `${mutants.length} changes; ${mutants.length - left.length} break the contract, ${left.length} go through promtool`,
    )
    assert.ok(left.length > 100)
    const unnoticed: string[] = []
    const work = async (worker: number): Promise<void> => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        if (await passes(one, join(folder, `${worker}`))) unnoticed.push(`${one.of.alert}: ${one.change}`)
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, (_, worker) => work(worker)))
    assert.deepEqual(unnoticed, [])
  })
})

/** Whether the tests of the rule are content with it. */
async function passes({ of }: Mutant<AlertRule>, path: string): Promise<boolean> {
  const own = tests.filter(one => one.alert_rule_test?.some(({ alertname }) => alertname === of.alert))
  writeFileSync(`${path}.yml`, stringify({ groups: [{ name: 'mutant', rules: [of] }] }))
  const suite = { rule_files: [`${path}.yml`], evaluation_interval: '1m', tests: own }
  writeFileSync(`${path}.test.yml`, stringify(suite))
  const { code } = await run('promtool', ['test', 'rules', `${path}.test.yml`])
  return code === 0
}
