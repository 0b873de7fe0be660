import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Episode } from '../../../../src/alerting/episode.ts'
import { coverageOf } from '../../../../src/alerting/muting/coverage.ts'
import { type Matcher, parseMatcher } from '../../../../src/alerting/routing/matcher.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { ruleOf, seriesOf } from '../../../support/alerts/alerting.ts'

const SERIES = [seriesOf(1, 'roi', { task_type: 'build' }), seriesOf(2, 'roi', { task_type: 'review' })]
const RULES = [ruleOf({ name: 'slower' }), ruleOf({ name: 'wilder', severity: 'page' })]

function matchersOf(texts: readonly string[]): Matcher[] {
  return texts.map(text => {
    const matcher = parseMatcher(text)
    return typeof matcher === 'string' ? assert.fail(matcher) : matcher
  })
}

test('a silence covers the alerts that stand and the series that could raise one', () => {
  const open = [episodeOf(LEVEL, { id: 'a', state: 'firing', rule: 'slower', severity: 'page', seriesId: 1 })]
  const covers = (text: string) => {
    const { alerts, series } = coverageOf(matchersOf([text]), { open, series: SERIES, rules: RULES })
    return { alerts, series }
  }
  assert.deepEqual(covers('task_type=build'), { alerts: 1, series: 1 })
  assert.deepEqual(covers('rule=slower'), { alerts: 1, series: 2 })
  assert.deepEqual(covers('slowburn_severity=page'), { alerts: 1, series: 2 })
  assert.deepEqual(covers('task_type=biuld'), { alerts: 0, series: 0 })
})

test('it covers everything where each rule on each series that is watched is spelled out', () => {
  const everything = (...texts: string[]): boolean =>
    coverageOf(matchersOf(texts), { open: [], series: SERIES, rules: RULES }).everything
  assert.ok(everything('rule=~"slower|wilder"'))
  assert.ok(everything('task_type=~"build|review"'))
  assert.ok(everything('task_type=~"build|review"', 'rule=~"slower|wilder"', 'indicator=roi'))
  assert.ok(everything('indicator=roi', 'severity=~"page|watch"'))
  assert.ok(!everything('rule=slower'))
  assert.ok(!everything('task_type=build'))
  assert.ok(!everything('severity=page'), 'watches are left')
  assert.ok(!everything('task_type=~"build|review"', 'team=web'))
})

test('it leaves something where a received alert stands that it does not take, and takes all of one only by name', () => {
  const { rule: _, ...shared } = episodeOf(LEVEL, { id: 'b', severity: 'page', state: 'firing' })
  const of = {
    origin: 'received' as const,
    labels: { alertname: 'Down' },
    annotations: {},
    generatorUrl: null,
  }
  const other: Episode = { ...shared, ...of, rule: 'Down' }
  const rule = matchersOf(['rule=~"slower|wilder"'])
  assert.ok(!coverageOf(rule, { open: [other], series: SERIES, rules: RULES }).everything)
  const withIt = matchersOf(['rule=~"slower|wilder|Down"'])
  assert.ok(coverageOf(withIt, { open: [other], series: SERIES, rules: RULES }).everything)

  const only = { open: [], series: SERIES.slice(0, 1), rules: RULES.slice(0, 1) }
  assert.ok(!coverageOf(matchersOf(['task_type=build']), only).everything, 'one is no alternation')
  const elsewhere = [ruleOf({ name: 'slower', match: { task_type: 'build' } }), ...RULES.slice(1)]
  const watched = { open: [], series: SERIES, rules: elsewhere.slice(0, 1) }
  assert.ok(!coverageOf(matchersOf(['task_type=review']), watched).everything, 'nothing that is watched')
})
