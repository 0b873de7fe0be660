// Which metrics are worth watching, by what their names say, and by which query.
import type { MetricView } from '../../../core/prometheus/metrics.ts'
import type { QueryOptions } from '../options.ts'

/** As it would be written. */
export interface Proposal extends Pick<QueryOptions, 'name' | 'query' | 'unit' | 'family' | 'good'> {
  /** What its name was recognised as. */
  as: string
}

/** What is of the machine, or of whatever watches: seldom what a platform is for. */
const BESIDE =
  /^(go|process|nodejs|python|jvm|promhttp|prometheus|scrape|slowburn|node|container|kube\w*|net_conntrack|vm|vmagent|grafana|alertmanager|otelcol|apiserver|etcd|coredns|cadvisor|machine)_|^up$/
/** Of a platform that works on tasks with a model. */
const OF_WORK =
  /gen_ai|llm|openai|token|vllm|litellm|task|job|worker|queue|celery|sidekiq|temporal|request|workflow|run/i

const DURATION = /(seconds|duration|latency|_ms|milliseconds)/i
const FAILURE = /(error|fail|exception|timeout|timed_out|dropped|rejected|retries|retried|dead_letter)/i
const WAITING = /(queue|backlog|pending|waiting|in_flight|depth|lag)/i

/** The likeliest first. `all`: what stands beside a platform, too. */
export function proposalsOf(views: readonly MetricView[], all: boolean): Proposal[] {
  return views
    .filter(({ name }) => all || !BESIDE.test(name))
    .flatMap(view => {
      const proposal = proposalOf(view)
      return proposal === null ? [] : [{ proposal, weight: weightOf(view) }]
    })
    .toSorted((a, b) => b.weight - a.weight || (a.proposal.name < b.proposal.name ? -1 : 1))
    .map(({ proposal }) => proposal)
}

function weightOf({ name, view }: MetricView): number {
  return (OF_WORK.test(name) ? 4 : 0) + (view === 'mean' ? 2 : 0) + (FAILURE.test(name) ? 1 : 0)
}

function proposalOf({ name, view }: MetricView): Proposal | null {
  const called = name
    .replace(/_total$/, '')
    .replaceAll(/[_:]+/g, ' ')
    .trim()
    .slice(0, 80)
  if (view === 'mean' && DURATION.test(name)) {
    const unit = name.endsWith('_seconds') ? 'seconds' : 'unitless'
    const query = `sum by (job) (rate(${name}_sum[$step])) / sum by (job) (rate(${name}_count[$step]))`
    return { name: called, query, unit, family: 'positive', good: 'down', as: 'how long something takes' }
  }
  if (view === 'rate' && FAILURE.test(name)) {
    const query = `sum by (job) (rate(${name}[$step]))`
    return { name: called, query, unit: 'unitless', family: 'real', good: 'down', as: 'what fails, a second' }
  }
  if (view === 'value' && WAITING.test(name)) {
    const query = `sum by (job) (avg_over_time(${name}[$step]))`
    return { name: called, query, unit: 'count', family: 'real', good: 'down', as: 'what waits' }
  }
  return null
}
