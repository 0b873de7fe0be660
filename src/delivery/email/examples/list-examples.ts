// Invented lists of alerts, for the emails that are about many of them.
import { DAY } from '../../../core/duration.ts'
import { NOTHING_KNOWN } from '../../../detection/causes/cause.ts'
import { seriesTitle } from '../../../presentation/series-words.ts'
import type { DigestInput } from '../lists/digest.ts'
import type { Listed } from '../lists/lines.ts'
import type { SummaryInput } from '../lists/summary.ts'
import { episodeOf, LEVEL, NOW, SERIES, SLOPE, sample } from './samples.ts'

const TYPES = ['build', 'review', 'research', 'deploy', 'content', 'audit', 'plan', 'billing']

function listed(index: number): Omit<Listed, 'over'> {
  const type = TYPES[index % TYPES.length] ?? ''
  const series = {
    ...SERIES,
    id: index + 1,
    key: `${SERIES.indicator}{task_type="${type}"}`,
    labels: { task_type: type },
  }
  const overrides: Parameters<typeof episodeOf>[1] = {
    id: `${index}5f0c6c1d2e3a4b5c6d7e`.slice(0, 20),
    series: series.key,
    severity: index % 3 === 0 ? 'page' : 'watch',
  }
  const episode = episodeOf(index % 2 === 0 ? SLOPE : LEVEL, overrides)
  return { episode, title: seriesTitle(series), unit: 'seconds' }
}

/** Eight alerts at once, of which one is over. */
export function summaryExample(): SummaryInput {
  const alarms = TYPES.map((_, index): SummaryInput['alarms'][number] => {
    const { episode, ...rest } = listed(index)
    const rule = index % 2 === 0 ? 'slower-work' : 'claims'
    const reason = index === 4 ? 'resolved' : 'new'
    return { ...rest, episode: { ...episode, rule }, reason, causes: NOTHING_KNOWN }
  })
  return { alarms, group: null, lead: sample(), at: NOW }
}

/** A report of a day or a week, with so many alerts that stand and that are over. */
export function digestExample(span: number, standing: number, resolved: number): DigestInput {
  const some = (count: number, over: boolean): Listed[] =>
    Array.from({ length: count }, (_, index) => ({ ...listed(index + (over ? 4 : 0)), over }))
  return {
    name: 'report',
    every: span === DAY ? 'day' : 'week',
    from: NOW - span,
    to: NOW,
    standing: some(standing, false),
    resolved: some(resolved, true),
    facts: [
      { label: 'Messages', value: '12 sent, 0 given up' },
      { label: 'Sources', value: '2 of 2 read' },
    ],
  }
}
