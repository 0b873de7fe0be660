// A hundred slowburns that a Prometheus has scraped for hours: every metric of each, as blocks that promtool makes.
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { recorded } from '../../../dashboards/recorded.ts'
import { WINDOWS } from '../../../generate/rules/objectives.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { fullExposition, fullSnapshot } from '../exposition/exposition.ts'
import { run } from '../exposition/prometheus.ts'
import { scrapedText } from '../exposition/scraped.ts'

export interface Fleet {
  instances: number
  /** Series of each indicator on each of them; of every third indicator one has changed. */
  seriesOfEach: number
  /** Whole blocks of two hours, the end of the last of them being `until`. */
  hours: number
  until: Millis
  scrapeInterval: Millis
}

/** Writes the history into `blocks`, a folder for `--storage.tsdb.path`. Returns how many time series it has. */
export async function writeFleet(fleet: Fleet, folder: string, blocks: string): Promise<number> {
  const { instances, hours, until } = fleet
  mkdirSync(blocks, { recursive: true })
  const lines = await linesOf(fleet)
  const file = join(folder, 'block.om')
  // promtool reads a file anew for each two hours of it.
  for (let from = until - hours * HOUR; from < until; from += 2 * HOUR) {
    await pipeline(Readable.from(textOf(lines, from, fleet)), createWriteStream(file))
    const made = await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, blocks])
    if (made.code !== 0) throw new Error(made.output)
  }
  rmSync(file)
  return lines.length * instances
}

function* textOf(lines: readonly Line[], from: Millis, fleet: Fleet): Generator<string> {
  const { instances, hours, until, scrapeInterval } = fleet
  const begun = until - hours * HOUR
  for (const { series, value, isCounter } of lines) {
    for (let i = 0; i < instances; i++) {
      const own = series.replace(INSTANCE, `slowburn-${i}:9464`).replace(INCIDENT, `${i}-$&`)
      let text = ''
      for (let at = from; at < from + 2 * HOUR; at += scrapeInterval) {
        const counted = Math.floor(((at - begun) / MINUTE) * (1 + (i % 3)))
        text += `${own} ${isCounter ? counted : value} ${at / SECOND}\n`
      }
      yield text
    }
  }
  yield '# EOF\n'
}

const INSTANCE = '%INSTANCE%'
/** As the snapshot has it; each slowburn has its own. */
const INCIDENT = '4f1d'

interface Line {
  series: string
  value: number
  isCounter: boolean
}

async function linesOf({ seriesOfEach, until }: Fleet): Promise<Line[]> {
  const exposition = fullExposition(indicators, until)
  const snapshot = fullSnapshot(indicators, until)
  const series = snapshot.series
    .filter(({ change }) => change !== null)
    .flatMap((one, place) =>
      Array.from({ length: Object.keys(one.labels).length === 0 ? 1 : seriesOfEach }, (_, k) => {
        const labels = Object.fromEntries(Object.keys(one.labels).map(name => [name, `kind ${k}`]))
        const own = { ...one, id: place * 100 + k, labels, warming: null }
        return k === 0 && place % 3 === 0 ? own : { ...own, change: null, incident: null }
      }),
    )
  await exposition.publish({ ...snapshot, series })
  const { body } = await scrapedText(exposition)
  const scraped = body.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return [...scraped, ...recordedLines(), 'up 1'].map(lineOf)
}

/** What a rule file has recorded of one objective. */
function recordedLines(): string[] {
  return Object.values(recorded).flatMap(({ name, labels }) =>
    (labels as readonly string[]).includes('window')
      ? WINDOWS.map(window => `${name}{objective="builds succeed",window="${window}"} 0.5`)
      : [`${name}{objective="builds succeed"} 0.5`],
  )
}

/** As Prometheus would keep it of a target of the job `slowburn`. */
function lineOf(line: string): Line {
  const [, name = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  const own = [...(labels === '' ? [] : [labels]), 'job="slowburn"', `instance="${INSTANCE}"`]
  return {
    series: `${name}{${own.join(',')}}`,
    value: Number(value),
    isCounter: /_(total|sum|count|bucket)$/.test(name),
  }
}
