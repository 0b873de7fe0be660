// Whether work that merely moved between models pages nobody, and what got worse still does.
// node bench/moves/moves.ts [--quick]
import type { Millis } from '../../src/core/clock.ts'
import { HOUR } from '../../src/core/duration.ts'
import type { Change, MonitorState } from '../../src/detection/change.ts'
import { describeChange } from '../../src/detection/describe/describe.ts'
import { createMonitor } from '../../src/detection/monitor.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'
import { mergeMeasures, startTally } from '../../src/indicators/tally.ts'
import { taskFailureRate } from '../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../src/indicators/work/task-run-time-p50.ts'
import { type Carriers, createCarriers } from '../../src/pipeline/alerts/carriers/carriers.ts'
import type { Slice } from '../../src/series/cells.ts'
import type { Point, Series } from '../../src/series/series.ts'
import { benchOptions, judge, printHead, printTable } from '../report/report.ts'
import { drawWork, STORIES, type Story, type Work } from './work.ts'

const HELD_OUT = 9001
const INDICATORS: readonly Indicator[] = [taskRunTimeP50, taskFailureRate]
const monitor = createMonitor({ describe: describeChange })
const goOn = async (): Promise<void> => undefined

interface Outcome {
  story: Story
  /** Hours from the onset until the first page that would have been sent, and until the one that is; null: none. */
  claimed: number | null
  paged: number | null
}

const { quick } = benchOptions()
const outcomes: Outcome[] = []
for (const story of STORIES) {
  for (let seed = 0; seed < fleetsOf(story); seed++) {
    const work = drawWork(HELD_OUT + seed, story)
    for (const indicator of INDICATORS) outcomes.push(await follow(work, indicator))
  }
}

printHead('Work that moved, and work that got worse', [
  `${fleetsOf('moved')} fleets of 2 to 5 models in which work moved, ${fleetsOf('one worse')} of each other story, each as a median of run times and as a share of failures; five weeks before, ten days after`,
])
printTable(
  ['story', 'claimed a page', 'paged', 'of them later', 'hours later, median', 'most'],
  STORIES.map(row),
)
judge([
  { what: 'pages for work that moved', value: share('moved'), most: quick ? 0.1 : 0.03 },
  ...STORIES.filter(story => story !== 'moved').map(story => ({
    what: `pages: ${story}`,
    value: share(story),
    least: 1,
  })),
])

function fleetsOf(story: Story): number {
  if (quick) return story === 'moved' ? 12 : 3
  return story === 'moved' ? 150 : 38
}

function of(story: Story): Outcome[] {
  return outcomes.filter(one => one.story === story && one.claimed !== null)
}

/** Of those that would have paged. */
function share(story: Story): number {
  return of(story).filter(({ paged }) => paged !== null).length / of(story).length
}

function row(story: Story): string[] {
  const claimed = of(story)
  const delays = claimed
    .flatMap(one => (one.paged === null || one.claimed === null ? [] : [one.paged - one.claimed]))
    .sort((a, b) => a - b)
  const late = delays.filter(delay => delay > 0)
  return [
    story,
    String(claimed.length),
    String(delays.length),
    String(late.length),
    String(late[Math.floor(late.length / 2)] ?? 0),
    String(late.at(-1) ?? 0),
  ]
}

/** As a tick does: a claim of a page is looked at before it is granted. */
async function follow({ story, onset, slices }: Work, indicator: Indicator): Promise<Outcome> {
  const series: Series = {
    id: 1,
    key: 'build',
    indicator: indicator.name,
    labels: { task_type: 'build' },
    bucket: HOUR,
  }
  let last: Point | null = null
  const carriers = carriersOf(indicator, slices, () => last)
  const points: Point[] = []
  let state: MonitorState = monitor.start({
    bucket: HOUR,
    family: indicator.family,
    goodDirection: indicator.goodDirection,
    limit: null,
  })
  const outcome: Outcome = { story, claimed: null, paged: null }
  for (const slice of slices) {
    last = pointOf(indicator, slice)
    if (last === null) continue
    points.push(last)
    const [next, verdict] = monitor.observe(state, last)
    state = next
    if (verdict.status !== 'alarm' || verdict.alarm.severity !== 'page' || slice.from < onset) continue
    const hours = (slice.from - onset) / HOUR
    outcome.claimed ??= hours
    const change = monitor.describe(state, points, verdict.alarm)
    if (await isHeld(carriers, series, change)) continue
    outcome.paged = hours
    break
  }
  return outcome
}

async function isHeld(carriers: Carriers, series: Series, change: Change): Promise<boolean> {
  await carriers.lookUp([{ series, change, severity: 'page' }], goOn)
  return carriers.isMoveOfWork(series, change)
}

function pointOf(indicator: Indicator, { from, to, cells }: Slice): Point | null {
  const all = startTally()
  for (const { tally } of cells) mergeMeasures(all, tally, indicator.measures)
  const estimate = indicator.estimate(all, { from, to })
  if (!estimate.ok) return null
  const { value, lower, upper, n } = estimate
  return { at: from, value, lower, upper, n }
}

function carriersOf(indicator: Indicator, slices: readonly Slice[], lastPoint: () => Point | null): Carriers {
  const store = {
    cells: {
      *read(_kind: string, _source: string, from: Millis, to: Millis) {
        for (const slice of slices) if (slice.from >= from && slice.to <= to) yield slice
      },
    },
    series: { lastPoint },
  }
  return createCarriers({
    store: store as unknown as Parameters<typeof createCarriers>[0]['store'],
    settingsOf: () => ({ indicator }),
    sourcesOf: () => ['platform'],
    watchdog: { begin: () => undefined, end: () => undefined },
  })
}
