// A part that fills the threads that Node.js has for all with calls that never end, on the pipe that is named first; then the process
// is to end in the way that is named second.
import { readFile } from 'node:fs'
import { interruptLoops } from '../../../../src/app/containment/held-up.ts'
import { catchStrays } from '../../../../src/app/containment/stray-faults.ts'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { createLogger } from '../../../../src/core/logger.ts'
import { startLoopGuard } from '../../../../src/core/loop-guard/loop-guard.ts'
import type { Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createWatchdog } from '../../../../src/core/watchdog.ts'
import { createLive } from '../../../../src/pipeline/status.ts'

const [pipe = '', way = ''] = process.argv.slice(2)
const clock = manualClock(0)
const log = createLogger({
  clock,
  level: 'info',
  format: 'text',
  write: line => void process.stderr.write(line),
})
const live = createLive()
const { owners } = live
const toy: Owner = { kind: 'source', name: 'toy' }
const forEver = (): void => {
  for (;;);
}
const ways: Readonly<Record<string, () => void>> = {
  'loops twice': () =>
    owners.under(toy, () => {
      setTimeout(forEver, 10)
      setTimeout(forEver, 20)
    }),
  'loops, and no tick ends': () => owners.under(toy, () => setTimeout(forEver, 10)),
  'ends the process': () => owners.under(toy, () => setTimeout(() => process.exit(0), 10)),
  'is met by a fault of slowburn': () =>
    void setTimeout(() => {
      throw new Error('ours')
    }, 10),
}

const watchdog = createWatchdog({ stopwatch: () => performance.now() / 1000, owners })
catchStrays({ owners, log, watchdog, report: () => undefined, process })
interruptLoops({
  live,
  sources: [],
  config: { log: { level: 'info', format: 'text' } },
  underWay: createUnderWay(),
  hogging: { held: () => undefined },
  clock,
  log,
  process,
  // Only where that is what ends it: else it could be sooner than the end that is meant.
  patience: way === 'loops, and no tick ends' ? 200 : 60_000,
  guard: options => startLoopGuard({ ...options, patience: 200 }),
})
owners.under(toy, () => {
  for (let i = 0; i < 5; i++) readFile(pipe, () => undefined)
})
setInterval(() => undefined, 1000)
ways[way]?.()
