// Runs the quick form of every benchmark and fails if any red line is broken.
// node bench/quick.ts [--data DIR]   DIR holds the labelled series of the Turing change point dataset
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const data = values.data === undefined ? [] : ['--data', values.data]

const BENCHES: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['tcpd.ts', data],
  ['looking-back.ts', []],
  ['onset.ts', []],
  ['looking-back/speed.ts', []],
  ['nulls.ts', []],
  ['live/live.ts', []],
  ['live/clocks.ts', []],
  ['delay.ts', []],
  ['speed-detection.ts', []],
  ['incidents.ts', []],
  ['gate.ts', []],
  ['moves/moves.ts', []],
  ['matchers.ts', []],
  ['client/cost.ts', []],
  ['delivery.ts', []],
  ['scale/facts.ts', []],
  ['scale/idle.ts', []],
  ['scale/steady.ts', []],
  ['scale/alerts.ts', []],
  ['scale/scrape.ts', []],
  ['scale/scan.ts', []],
  ['seven-faults.ts', []],
]

let failed = 0
for (const [name, args] of BENCHES) {
  const file = new URL(name, import.meta.url)
  if (!existsSync(file)) throw new Error(`${name} is missing`)
  const began = performance.now()
  const { status } = spawnSync(process.execPath, [file.pathname, '--quick', ...args], { stdio: 'inherit' })
  process.stdout.write(
    `${name}: ${status === 0 ? 'ok' : 'RED'}, ${((performance.now() - began) / 1000).toFixed(0)} s\n\n`,
  )
  if (status !== 0) failed++
}
process.stdout.write(`${BENCHES.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
