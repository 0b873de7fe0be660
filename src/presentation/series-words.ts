// What a series is called, and why it says less than it might.
import type { Millis } from '../core/clock.ts'
import { DAY, formatDuration, HOUR, WEEK } from '../core/duration.ts'
import type { Labels } from '../core/series-key.ts'
import type { CoverageGap } from '../detection/change.ts'
import type { Series } from '../series/series.ts'
import { clean } from './clean.ts'

/**
 * `Task run time p50 of build, gpt-9`: the indicator's name in words, then what it is split by. What a query gave is called as the query is,
 * of the values of its labels.
 */
export function seriesTitle({ indicator, labels }: Pick<Series, 'indicator' | 'labels'>): string {
  const name = indicatorTitle({ indicator, labels })
  const { name: _name, labels: _labels, ...others } = labels
  const split = isOfQuery(labels) ? others : labels
  const values = [
    ...Object.keys(split)
      .sort()
      .map(label => clean(split[label] ?? '', 40)),
    ...(isOfQuery(labels) ? valuesIn(labels.labels).map(value => clean(value, 40)) : []),
  ].filter(value => value !== '')
  return values.length === 0 ? name : `${name} of ${values.join(', ')}`
}

function isOfQuery(labels: Labels | undefined): labels is Labels & { name: string; labels: string } {
  return labels?.name !== undefined && labels.labels !== undefined
}

/** Of labels as PromQL writes them. */
function valuesIn(told: string): string[] {
  return [...told.matchAll(/="((?:[^"\\]|\\.)*)"/g)].map(([, value = '']) => value.replaceAll(/\\(.)/g, '$1'))
}

/** `task_run_time_p50` as `Task run time p50`; what a query gave as the query is called. */
export function indicatorTitle({
  indicator,
  labels,
}: Pick<Series, 'indicator'> & { labels?: Labels }): string {
  if (isOfQuery(labels)) return capital(clean(labels.name, 80))
  const words = clean(indicator.replaceAll('_', ' '), 60).replace(/\broi\b/gi, 'ROI')
  return capital(words)
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `hour`, `day`, `6h`: a bucket inside a sentence. */
export function bucketName(bucket: Millis): string {
  if (bucket === HOUR) return 'hour'
  return bucket === DAY ? 'day' : formatDuration(bucket)
}

/** What a quiet series is not watched for. `bucket`: null where its values have no times. */
export function coverageGap(gap: CoverageGap, bucket: Millis | null): string {
  switch (gap) {
    case 'random-walk':
      return 'may be a random walk: only a drift is detected, no step'
    case 'long-memory':
      return `${bucket === null || bucket >= WEEK ? 'each value depends on those long before' : 'each week depends on the last'}: no long trend is detected`
    case 'short-baseline':
      return 'short baseline: its spread is not watched'
    case 'provisional':
      return 'seen for less than two weeks: watched with wider limits'
    case 'volatile':
      return 'quiet and wild days alternate: a wider spread never pages, tails are not watched'
    case 'wanders':
      return 'its first weeks wandered: a step no larger than that is detected late'
    case 'holiday':
      return 'a public holiday: not judged'
    default:
      return `the detector ${gap.slice('broken:'.length)} failed on this series and is left out`
  }
}
