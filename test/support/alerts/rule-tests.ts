// The tests of the alert rules, for what else the rules must hold to.
import { parse } from 'yaml'
import { committed, RULES_TEST_FILE } from '../exposition/rules.ts'

export interface RuleTest {
  name: string
  interval: string
  input_series: ReadonlyArray<{ series: string; values: string }>
  alert_rule_test?: readonly AlertTest[]
}

interface AlertTest {
  eval_time: string
  alertname: string
  exp_alerts: readonly Alert[]
}

interface Alert {
  exp_labels: Record<string, string>
  exp_annotations: { summary: string } & Record<string, string>
}

/** Of each rule the test that is over first, of those that see it fire. */
export function briefTests(): RuleTest[] {
  const { tests } = parse(committed(RULES_TEST_FILE)) as { tests: RuleTest[] }
  const fires = ({ alert_rule_test: asked = [] }: RuleTest, rule: string): boolean =>
    asked.some(({ alertname, exp_alerts }) => alertname === rule && exp_alerts.length > 0)
  const rules = new Set(tests.flatMap(one => (one.alert_rule_test ?? []).map(({ alertname }) => alertname)))
  const brief = [...rules].flatMap(rule =>
    tests
      .filter(one => fires(one, rule))
      .toSorted((a, b) => end(a) - end(b))
      .slice(0, 1),
  )
  return [...new Set(brief)]
}

/** Every target twice, told apart by a label that no rule knows; so is every alert on one. */
export function inTwoClusters({ name, interval, input_series, alert_rule_test = [] }: RuleTest): RuleTest {
  return {
    name,
    interval,
    input_series: input_series.flatMap(({ series, values }) =>
      CLUSTERS.map(cluster => ({ series: series.replace('job=', `cluster="${cluster}",job=`), values })),
    ),
    alert_rule_test: alert_rule_test.map(one => ({
      ...one,
      exp_alerts: one.exp_alerts.flatMap(alert =>
        'job' in alert.exp_labels ? CLUSTERS.map(of => inCluster(alert, of)) : [alert],
      ),
    })),
  }
}

function inCluster({ exp_labels, exp_annotations }: Alert, cluster: string): Alert {
  const { summary } = exp_annotations
  // That of a change names its series by all of its labels.
  const named =
    exp_labels.indicator === undefined
      ? summary
      : summary.replace(/^(\w+) (?:\((.*?)\) )?/, (_, indicator: string, labels?: string) => {
          const all = [`cluster ${cluster}`, ...(labels === undefined ? [] : [labels])]
          return `${indicator} (${all.join(', ')}) `
        })
  return {
    exp_labels: { ...exp_labels, cluster },
    exp_annotations: { ...exp_annotations, summary: named },
  }
}

/** Days are not looked at by the minute; but what a rule recorded five minutes ago another one no longer sees, since Prometheus 3. */
export function evaluatedEvery(one: RuleTest): '1m' | '4m' {
  return end(one) > 600 ? '4m' : '1m'
}

const CLUSTERS = ['east', 'west']

function end({ alert_rule_test: asked = [] }: RuleTest): number {
  return Math.max(...asked.map(({ eval_time }) => minutes(eval_time)))
}

function minutes(duration: string): number {
  const per = { m: 1, h: 60, d: 1440 } as const
  return Number.parseFloat(duration) * per[duration.at(-1) as keyof typeof per]
}
