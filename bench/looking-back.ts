// Looking back on simulated truth: slow burns, short rows, episodes, other changes, and series in which nothing changes.
// node bench/looking-back.ts [--quick] [--write-baseline]
import { CHANGES, NULLS, SHORT_NULLS, SHORT_ROWS, SLOW_BURNS } from './looking-back/cases.ts'
import { episodesSeen } from './looking-back/episodes.ts'
import { lookedAt, named, percent, SEED, seriesOf, WITHIN_HOURS } from './looking-back/look.ts'
import type { Case, Truth } from './looking-back/series.ts'
import { peersPython, runPeer } from './peers/venv.ts'
import { benchOptions, compareBaseline, judge, printHead, printTable, type Red } from './report/report.ts'

const PELT = 'ruptures Pelt rbf, pen=3, jump=1'
/** A short row's change is found within so many points. */
const WITHIN = 2

const options = benchOptions()
const runs = options.quick ? 20 : 200
const few = options.quick ? 5 : 100
const peers = peersPython()

printHead('Looking back on simulated truth', [
  `seed ${SEED}; ${runs} runs a case of short rows and of 1,000 values, ${few} of longer ones`,
  'odd: shapes, sizes and places that no constant was chosen on',
])
const burns = slowBurns()
const rows = shortRows()
const nulls = quietSeries()
const changes = otherChanges()
const episodes = episodesSeen(runsOf)
judgeAll()

function runsOf({ n }: Case): number {
  return n > 1500 ? few : runs
}

interface Tally {
  runs: number
  found: number
  /** Of those found. */
  kinds: number
  covered: number
  sized: number
  /** Changes besides, over all runs. */
  extra: number
}

function tallyOf(each: Case, truth: Truth, within: number): Tally {
  const tally: Tally = { runs: runsOf(each), found: 0, kinds: 0, covered: 0, sized: 0, extra: 0 }
  for (let run = 0; run < tally.runs; run++) {
    const seen = lookedAt(each, seriesOf(each, run))
    const near = seen.filter(({ onset }) => Math.abs(onset.value - truth.at) <= within)
    const hit = near.find(({ kind }) => kind === truth.kind) ?? near[0]
    tally.extra += seen.length - (hit === undefined ? 0 : 1)
    if (hit === undefined) continue
    tally.found++
    if (hit.kind === truth.kind && hit.direction === truth.direction) tally.kinds++
    if (hit.onset.lower <= truth.at && truth.at <= hit.onset.upper) tally.covered++
    const size = truth.relative ? hit.effect.relative : hit.effect.absolute
    if (size !== null && size.lower <= truth.size && truth.size <= size.upper) tally.sized++
  }
  return tally
}

/** Reported as a slope of the right direction, and as nothing else. */
function slowBurns(): number[] {
  const told = SLOW_BURNS.map(each => {
    let right = 0
    let covered = 0
    for (let run = 0; run < runsOf(each); run++) {
      const seen = lookedAt(each, seriesOf(each, run))
      const { truth } = each
      if (truth === null || seen.length === 0) continue
      if (!seen.every(({ kind, direction }) => kind === 'slope' && direction === truth.direction)) continue
      right++
      if (seen.some(({ onset }) => onset.lower <= truth.at && truth.at <= onset.upper)) covered++
    }
    return { share: right / runsOf(each), covered: covered / Math.max(right, 1) }
  })
  printTable(
    ['slow burn', 'runs', 'told as slope alone', 'onset in its 90 %'],
    SLOW_BURNS.map((each, k) => [
      named(each),
      String(runsOf(each)),
      percent(told[k]?.share ?? 0),
      percent(told[k]?.covered ?? 0),
    ]),
  )
  return told.map(({ share }) => share)
}

interface Short {
  found: number[]
  peer: number[] | null
  falseShare: number[]
}

function shortRows(): Short {
  const found = SHORT_ROWS.map(each => tallyOf(each, each.truth as Truth, WITHIN))
  const cutsFound = peerCuts(SHORT_ROWS)
  const peer =
    cutsFound?.map((rowsOf, k) => {
      const at = SHORT_ROWS[k]?.truth?.at ?? 0
      return rowsOf.filter(cuts => cuts.some(cut => Math.abs(cut - at) <= WITHIN)).length / rowsOf.length
    }) ?? null
  printTable(
    ['short row', 'runs', 'within 2 points', PELT, 'onset in its 90 %', 'size in its 95 %'],
    SHORT_ROWS.map((each, k) => {
      const tally = found[k] as Tally
      return [
        named(each),
        String(tally.runs),
        percent(tally.found / tally.runs),
        peer === null ? 'missing' : percent(peer[k] as number),
        percent(tally.covered / tally.found),
        percent(tally.sized / tally.found),
      ]
    }),
  )
  const falseShare = SHORT_NULLS.map(each => anyShare(each).share)
  const cutsFalse = peerCuts(SHORT_NULLS)
  printTable(
    ['short row', 'runs', 'with a change', PELT],
    SHORT_NULLS.map((each, k) => {
      const theirs = cutsFalse?.[k]
      return [
        named(each),
        String(runs),
        percent(falseShare[k] as number),
        theirs === undefined
          ? 'missing'
          : percent(theirs.filter(cuts => cuts.length > 0).length / theirs.length),
      ]
    }),
  )
  return { found: found.map(tally => tally.found / tally.runs), peer, falseShare }
}

interface PeerResult {
  methods: Record<string, { cuts: number[][] }>
}

/** Null where the peer cannot be had. */
function peerCuts(cases: readonly Case[]): number[][][] | null {
  if (!peers.ok) return null
  return cases.map(each => {
    const series = Array.from({ length: runsOf(each) }, (_, run) => seriesOf(each, run))
    const { methods } = runPeer(peers.python, 'ruptures.py', { series, methods: [PELT] }) as PeerResult
    return methods[PELT]?.cuts ?? []
  })
}

function anyShare(each: Case): { share: number; perSeries: number } {
  let any = 0
  let all = 0
  for (let run = 0; run < runsOf(each); run++) {
    const seen = lookedAt(each, seriesOf(each, run))
    all += seen.length
    if (seen.length > 0) any++
  }
  return { share: any / runsOf(each), perSeries: all / runsOf(each) }
}

function quietSeries(): number[] {
  const found = NULLS.map(each => anyShare(each))
  printTable(
    ['nothing changes', 'runs', 'with a change', 'changes a series'],
    NULLS.map((each, k) => [
      named(each),
      String(runsOf(each)),
      percent(found[k]?.share ?? 0),
      (found[k]?.perSeries ?? 0).toFixed(2),
    ]),
  )
  return found.map(({ perSeries }) => perSeries)
}

function otherChanges(): Tally[] {
  const found = CHANGES.map(each => tallyOf(each, each.truth as Truth, WITHIN_HOURS))
  printTable(
    [
      'change',
      'runs',
      'within 24 h',
      'kind right',
      'onset in its 90 %',
      'size in its 95 %',
      'extra a series',
    ],
    CHANGES.map((each, k) => {
      const tally = found[k] as Tally
      return [
        named(each),
        String(tally.runs),
        percent(tally.found / tally.runs),
        percent(tally.kinds / tally.found),
        percent(tally.covered / tally.found),
        percent(tally.sized / tally.found),
        (tally.extra / tally.runs).toFixed(2),
      ]
    }),
  )
  return found
}

function judgeAll(): void {
  const worst = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), 1)
  const most = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), 0)
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const sparse = NULLS.flatMap(({ name }, k) => (/^0\/1|^counts/.test(name) ? [nulls[k] as number] : []))
  const weekly = NULLS.flatMap(({ name }, k) => (/weekday/.test(name) ? [nulls[k] as number] : []))
  const figures = {
    slopes: mean(burns),
    shortRows: mean(rows.found),
    changesFound: mean(changes.map(tally => tally.found / tally.runs)),
    episodes: mean(episodes),
  }
  const lines: Red[] = [
    { what: 'slow burns told as slope, the worst', value: worst(burns), least: options.quick ? 0.6 : 0.85 },
    { what: 'short rows found, on average', value: figures.shortRows, least: 0.88 },
    { what: 'quiet short rows with a change, on average', value: mean(rows.falseShare), most: 0.02 },
    {
      what: 'changes a quiet 0/1 or count series, the most',
      value: most(sparse),
      most: options.quick ? 0.1 : 0.03,
    },
    {
      what: 'changes a quiet weekday x hour series, the most',
      value: most(weekly),
      most: options.quick ? 0.4 : 0.1,
    },
  ]
  judge(lines)
  compareBaseline(options.quick ? 'looking-back-quick' : 'looking-back', figures, {
    slack: options.quick ? 0.08 : 0.03,
    write: options.writeBaseline,
  })
}
