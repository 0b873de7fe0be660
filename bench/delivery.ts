// How long an alarm takes to its reader where all is well: from the look at the rules at which it begins to the mail
// server that has the whole message, beside the Alertmanager of this machine from its API on.
// node bench/delivery.ts [--quick]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, systemClock } from '../src/core/clock.ts'
import { HOUR } from '../src/core/duration.ts'
import { randomStream } from '../src/core/random.ts'
import { runDispatcher } from '../src/delivery/outbox/dispatcher.ts'
import { openChain } from '../test/support/chain/fault-chain.ts'
import { type FastSmtp, startFastSmtp } from '../test/support/delivery/fast-smtp.ts'
import { alertmanagerVersion, alertmanagerWaits } from './peers/alertmanager.ts'
import { benchOptions, judge, printHead, printTable } from './report/report.ts'

const SEED = 53
/** Milliseconds. */
const SLOWEST = 2000

const { quick } = benchOptions()
const alarms = quick ? 50 : 500
const version = alertmanagerVersion()
const ours = await measured(slowburnWaits)
const theirs = version === null ? null : await measured(smtp => alertmanagerWaits(smtp, alarms, pauses()))

printHead('From an alarm to the mail server that has its mail', [
  `seed ${SEED}, ${alarms} alarms one after the other, 50 to 150 ms apart, one mail each, milliseconds`,
  'slowburn: rules, chart, commit, outbox, SMTP; it looks for what is due five times a second',
  version === null
    ? 'no Alertmanager on this machine'
    : `Alertmanager ${version}: group_wait 0s, every alert a group`,
])
printTable(
  ['', 'mails', 'p50', 'p90', 'p99', 'worst'],
  [row('slowburn', ours), ...(theirs === null ? [] : [row('Alertmanager', theirs)])],
)
judge([
  { what: 'mails of slowburn', value: ours.length, least: alarms, most: alarms },
  { what: 'p99, ms', value: quantile(ours, 0.99), most: SLOWEST },
])

async function measured(waitsWith: (smtp: FastSmtp) => Promise<number[]>): Promise<number[]> {
  const smtp = await startFastSmtp()
  const waits = await waitsWith(smtp)
  await smtp.close()
  return waits.toSorted((a, b) => a - b)
}

async function slowburnWaits(smtp: FastSmtp): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-bench-'))
  let hours = 0
  // Each alarm comes an hour after the one before, so that none is held back as part of a storm.
  const clock: Clock = { now: () => systemClock.now() + hours * HOUR, sleep: systemClock.sleep }
  const chain = openChain({ folder, clock, smtp: { port: smtp.port } })
  const stop = new AbortController()
  const running = runDispatcher(chain.dispatching, stop.signal)
  const pause = pauses()
  const began: number[] = []
  for (let alarm = 0; alarm < alarms; alarm += 1) {
    hours += 1
    chain.change(alarm + 1)
    began.push(performance.now())
    chain.look()
    await wait(pause())
  }
  for (let left = 1000; left > 0 && smtp.taken.length < alarms; left -= 1) await wait(10)
  stop.abort()
  await running
  await chain.close()
  rmSync(folder, { recursive: true })
  return smtp.taken.map(({ at }, alarm) => at - (began[alarm] ?? Number.NaN))
}

function pauses(): () => number {
  const random = randomStream(SEED, 'pauses')
  return () => 50 + 100 * random.uniform()
}

function row(name: string, waits: readonly number[]): string[] {
  return [name, String(waits.length), ...[0.5, 0.9, 0.99, 1].map(share => quantile(waits, share).toFixed(0))]
}

/** The smallest value that so large a share does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
