// How long a scan of a real VictoriaMetrics takes: series of ninety days, every tenth of which has changed.
// node bench/scale/scan.ts [--quick | --series N]
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DAY, HOUR } from '../../src/core/duration.ts'
import type { Scan } from '../../src/scan/scan.ts'
import { autoregressive, random } from '../../test/support/detection/detection.ts'
import { startKeepingVictoriaMetrics } from '../../test/support/exposition/victoria-metrics.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable } from '../report/report.ts'

const STEP = 3 * HOUR
const BUCKETS = (90 * DAY) / STEP
const END = Math.floor(Date.now() / STEP) * STEP
/** Series of one metric: an application has hundreds of metrics, of dozens of series each. */
const A_METRIC = 50
/** Lines that are handed over at a time. */
const A_REQUEST = 200_000

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, series: { type: 'string' } },
})
const slowness = watchMachine()
const count = Number(values.series ?? (values.quick ? 1_000 : 10_000))
const cleanup: Array<() => unknown> = []
const t = { after: (step: () => unknown) => void cleanup.push(step) }
try {
  const url = await startKeepingVictoriaMetrics(t)
  await fill(url)
  const { seconds, megabytes, found } = await scanned(url)
  const told = found.stories.flatMap(({ members }) => members)
  const right = told.filter(({ labels }) => Number(labels.k) % 10 === 0).length
  printHead('A scan', [
    `${count} series of ${BUCKETS} buckets, a tenth of which has changed; VictoriaMetrics on the same machine`,
  ])
  printTable(
    ['series', 's', 'ms a series', 'peak MB', 'changed', 'told', 'falsely'],
    [
      [
        count.toLocaleString('en'),
        seconds.toFixed(1),
        ((1000 * seconds) / count).toFixed(1),
        megabytes.toFixed(0),
        String(count / 10),
        String(right),
        String(told.length - right),
      ],
    ],
  )
  judge(
    [
      { what: 'seconds for 10,000 series', value: (seconds * 10_000) / count, most: 300, time: 'whole' },
      {
        what: 'changes that were missed, of a thousand',
        value: 1000 - (1000 * right) / (count / 10),
        most: 20,
      },
      { what: 'told falsely, of a thousand', value: (1000 * (told.length - right)) / count, most: 1 },
    ],
    slowness(),
  )
} finally {
  for (const step of cleanup.toReversed()) await step()
}

/** AR(.5) of a tenth around a daily rhythm; a step of 30 % or a creep of as much in the tenth that changes. */
async function fill(url: string): Promise<void> {
  let lines: string[] = []
  const send = async (): Promise<void> => {
    await fetch(`${url}/api/v1/import/prometheus`, { method: 'POST', body: lines.join('\n') })
    lines = []
  }
  for (let k = 0; k < count; k++) {
    const noise = autoregressive(random(k + 1), 0.5)
    const onset = 0.3 + 0.5 * random(k + 7)()
    const name = `metric_${Math.floor(k / A_METRIC)}{job="j${k % 7}",k="${k}"}`
    for (let i = 1; i <= BUCKETS; i++) {
      const since = Math.max(0, i / BUCKETS - onset)
      const changed = k % 20 === 0 ? 0.3 * Math.sign(since) : (0.5 * since) / (1 - onset)
      const log =
        0.3 * Math.sin((2 * Math.PI * i * STEP) / DAY) + 0.1 * noise() + (k % 10 === 0 ? changed : 0)
      lines.push(`${name} ${Math.exp(log)} ${END - (BUCKETS - i) * STEP - 1}`)
    }
    if (lines.length >= A_REQUEST) await send()
  }
  await send()
  await fetch(`${url}/internal/force_flush`)
}

async function scanned(url: string): Promise<{ seconds: number; megabytes: number; found: Scan }> {
  const main = join(import.meta.dirname, '../../src/cli/main.ts')
  const options = [
    '--prometheus',
    url,
    '--until',
    new Date(END).toISOString(),
    '--most',
    String(count),
    '--json',
  ]
  const began = performance.now()
  const child = spawn(process.execPath, [main, 'scan', ...options], { stdio: ['ignore', 'pipe', 'ignore'] })
  let megabytes = 0
  const looking = setInterval(() => {
    megabytes = Math.max(megabytes, peakOf(child.pid))
  }, 200)
  const parts: Buffer[] = []
  for await (const chunk of child.stdout) parts.push(chunk as Buffer)
  clearInterval(looking)
  const found = JSON.parse(Buffer.concat(parts).toString()) as Scan
  return { seconds: (performance.now() - began) / 1000, megabytes, found }
}

/** Peak resident memory of a process in MB, 0 where it has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) / 1000
  } catch {
    return 0
  }
}
