// An audit over series of many kinds, each watched as it should be: what must be noticed is, whatever the noise is like, and a watch that works
// is not called broken for it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { runAudit } from '../../src/app/audit/audit.ts'
import { parseConfig } from '../../src/config/load.ts'
import { HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { type Random, randomStream } from '../../src/core/random.ts'
import { seriesKey } from '../../src/core/series-key.ts'
import { describeChange } from '../../src/detection/describe/describe.ts'
import { createMonitor } from '../../src/detection/monitor.ts'
import { indicatorNamed } from '../../src/indicators/registry.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { auditConfig, FIRST } from '../support/audit/audited-store.ts'
import { temporaryFolder } from '../support/folder.ts'

const HOURS = 1700

interface Kind {
  indicator: string
  n: number
  /** Of an hour; undefined: it had not begun. */
  value(hour: number, random: Random): number | null | undefined
}

const minute = (value: Kind['value'], n = 20): Kind => ({ indicator: 'task_run_time_p50', n, value })
const about = (log: number): number => 60 * Math.exp(log)

/** A share of `n` that fail. */
const failing = (p: number, n: number): Kind => ({
  indicator: 'task_failure_rate',
  n,
  value: (_, random) => Array.from({ length: n }, () => random.chance(p)).filter(Boolean).length / n,
})

function remembering(phi: number, step: number): Kind['value'] {
  let level = 0
  return (_, random) => {
    level = phi * level + step * random.normal()
    return about(level)
  }
}

/** Student's t with three degrees of freedom. */
function heavy(random: Random): number {
  const squares = [1, 2, 3].map(() => random.normal() ** 2)
  return random.normal() / Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / 3)
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a random walk': minute(remembering(1, 0.05)),
  'a long memory': minute(remembering(0.9, 0.09)),
  'heavy tails': minute((_, random) => about(0.1 * heavy(random))),
  'a day of sevenfold hours': minute((hour, random) =>
    about(0.1 * random.normal() + Math.sin((hour / 12) * Math.PI)),
  ),
  'every second hour': minute((_, random) => (random.chance(0.5) ? null : about(0.5 * random.normal())), 2),
  'no nights': minute((hour, random) => (hour % 24 < 8 ? null : about(0.2 * random.normal()))),
  'eight days': minute((hour, random) => (hour < HOURS - 200 ? undefined : about(0.2 * random.normal()))),
  'always the same': minute(() => 5),
  'two in a hundred of ten': failing(0.02, 10),
  'six in ten of fifty': failing(0.6, 50),
  'never a failure': failing(0, 30),
}

test('an audit passes over series of many kinds', async t => {
  const folder = join(temporaryFolder(t), 'data')
  const store = openSqliteStore(folder, { scratch: true })
  const monitor = createMonitor({ describe: describeChange })
  for (const [name, { indicator, n, value }] of Object.entries(KINDS)) {
    const random = randomStream(3, name)
    const labels = { task_type: name }
    const { id } = store.series.ensure(seriesKey(indicator, labels), indicator, labels, HOUR)
    const points = Array.from({ length: HOURS }, (_, hour) => {
      const own = value(hour, random)
      if (own === undefined) return null
      return { at: FIRST + hour * HOUR, value: own, lower: own, upper: own, n: own === null ? 0 : n }
    }).filter(point => point !== null)
    const { family, goodDirection } = indicatorNamed(indicator) ?? {}
    assert.ok(family !== undefined && goodDirection !== undefined)
    let state = monitor.start({ bucket: HOUR, family, goodDirection, limit: null })
    for (const point of points) state = monitor.observe(state, point)[0]
    store.series.append(id, points)
    store.series.saveMonitor(id, state)
    store.series.setMark(`observed:${id}`, points.at(-1)?.at ?? 0)
  }
  const end = FIRST + HOURS * HOUR
  store.sources.save('platform', { cursor: null, completeUpTo: end, lastSuccessAt: end + 2 * MINUTE })
  store.close()
  const config = parseConfig(auditConfig(folder), {})
  const request = { folder, config, log: silentLogger, wants: () => true, share: 1, onProgress: () => {} }
  const { verdict, findings, trials, crossChecks } = await runAudit(request, new AbortController().signal)
  assert.deepEqual([verdict, findings], ['pass', []])
  const levels = trials.filter(one => one.plant === 'level' && 'reported' in one && one.reported !== null)
  assert.equal(levels.length, Object.keys(KINDS).length)
  assert.ok(
    crossChecks.every(({ agree }) => agree),
    JSON.stringify(crossChecks),
  )
})
