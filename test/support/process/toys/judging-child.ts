// Asks the thread of detection about three series, tick after tick, and prints as JSON what it says of its detectors, of which one
// does by way of `toy-detector.ts` what no detector should: each thing that is named on the command line, one after the other.
import { HOUR } from '../../../../src/core/duration.ts'
import type { SeriesCase } from '../../../../src/pipeline/detect/case.ts'
import { judgeInThread } from '../../../../src/pipeline/detect/judging.ts'
import { hourly, normal, random } from '../../detection/detection.ts'

const noise = normal(random(7))
const points = hourly(600, hour => 100 + noise() + (hour >= 500 ? 20 : 0))
const given: SeriesCase = {
  seriesId: 1,
  options: { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null },
  state: null,
  observedUpTo: null,
  fresh: points,
  quietSince: 0,
  standing: null,
  past: null,
}
const TICKS = 5

async function judgedWith(toy: string) {
  process.env.TOY = toy
  const refused: Array<readonly [string, string]> = []
  const strays = new Set<string>()
  const interrupted: string[] = []
  const judging = judgeInThread({
    loopPatience: 800,
    refused: () => refused,
    onStray: ({ kind, name }, error) => void strays.add(`${kind} ${name}: ${error}`),
    onInterrupted: ({ owner: { kind, name }, place }) => {
      interrupted.push(`${kind} ${name} at ${place.replace(/^.*\//, '').replace(/:\d+$/, '')}`)
      refused.push([name, 'it held up everything'])
    },
  })
  const ticks: string[] = []
  let broken: readonly string[] = []
  for (let tick = 0; tick < TICKS; tick++) {
    const judged = await Promise.allSettled([1, 2, 3].map(seriesId => judging.judge({ ...given, seriesId })))
    const faults = judged.flatMap(one => (one.status === 'rejected' ? [(one.reason as Error).message] : []))
    ticks.push(faults[0] ?? 'whole')
    broken = judged.flatMap(one =>
      one.status === 'fulfilled' && one.value !== 'past' ? one.value.shown.broken : [],
    )
    if (interrupted.length > 0 && faults.length === 0) break
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  await judging.close()
  return { strays: [...strays], interrupted, ticks, broken }
}

for (const toy of process.argv.slice(2)) process.stdout.write(`${JSON.stringify(await judgedWith(toy))}\n`)
