// How long the segmenter takes, beside ruptures on the same rows and machine.
// node bench/looking-back/speed.ts [--quick]
import { HOUR } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'
import { describeChange } from '../../src/detection/describe/describe.ts'
import { describeRegimes } from '../../src/detection/regimes/segmenter.ts'
import { peersPython, runPeer } from '../peers/venv.ts'
import { watchMachine } from '../report/machine.ts'
import { benchOptions, judge, printHead, printTable } from '../report/report.ts'

const SEED = 11
const { quick } = benchOptions()
const slowness = watchMachine()
const repeats = quick ? 3 : 9
const lengths = [250, 1000, 1500, 10_000, 100_000]
const rows = lengths.map(n => stepped(n))
const hourly = { start: 0, bucket: HOUR, zone: 'UTC' }
const ours = rows.map(row => fastest(() => describeRegimes(row, { clock: hourly })))
const without = rows.map(row => fastest(() => describeRegimes(row)))
const peer = peerTimes(rows.slice(0, quick ? 1 : 2))

printHead('Segmenter: milliseconds a row, the fastest of several runs', [`seed ${SEED}, ${repeats} runs`])
printTable(
  ['n', 'slowburn, hourly', 'slowburn, no clock', ...peer.names],
  lengths.map((n, k) => [
    String(n),
    (ours[k] ?? 0).toFixed(1),
    (without[k] ?? 0).toFixed(1),
    ...(peer.times[k] ?? peer.names.map(() => '-')),
  ]),
)
printTable(['description of one alarm, points', 'ms'], [['3000', describing(3000).toFixed(2)]])
judge(
  [
    { what: 'milliseconds for n = 1,000 hourly', value: ours[1] ?? Number.NaN, most: 100, time: 'whole' },
    {
      what: 'milliseconds for n = 1,000 without a clock',
      value: without[1] ?? Number.NaN,
      most: 150,
      time: 'whole',
    },
  ],
  slowness(),
)

function stepped(n: number): number[] {
  const random = randomStream(SEED, n)
  return Array.from({ length: n }, (_, i) => random.normal() + (i >= n / 2 ? 2 : 0) - (i >= 0.8 * n ? 3 : 0))
}

function describing(n: number): number {
  const points = stepped(n).map((value, i) => ({ at: i * HOUR, value, lower: null, upper: null, n: 1 }))
  return fastest(() =>
    describeChange({
      points,
      alarm: { at: (n - 1) * HOUR, severity: 'watch', kind: 'level', direction: 'up', evidence: 12 },
      options: { bucket: HOUR, family: 'real', goodDirection: null, limit: null },
      baseline: { from: 0, to: 336 * HOUR, center: 0, sigma: 1, phi: 0.2, scale: 'identity' },
    }),
  )
}

function fastest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < repeats; run++) {
    const started = performance.now()
    work()
    best = Math.min(best, performance.now() - started)
  }
  return best
}

interface PeerResult {
  version: string
  methods: Record<string, { ms: number }>
}

function peerTimes(given: readonly number[][]): { names: string[]; times: string[][] } {
  const peers = peersPython()
  if (!peers.ok) return { names: [`ruptures: missing (${peers.reason})`], times: [] }
  const results = given.map(
    row => runPeer(peers.python, 'ruptures.py', { series: [row], repeat: quick ? 1 : 3 }) as PeerResult,
  )
  return {
    names: Object.keys(results[0]?.methods ?? {}),
    times: results.map(({ methods }) => Object.values(methods).map(({ ms }) => ms.toFixed(1))),
  }
}
