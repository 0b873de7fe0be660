// A platform whose numbers a real server keeps, written into it as a Prometheus would (remote write).
import assert from 'node:assert/strict'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { serverAddress } from '../../../src/core/secrets/server-address.ts'
import { labelSet } from '../../../src/exposition/labels.ts'
import type { WrittenSeries } from '../../../src/exposition/remote-write/requests.ts'
import { sendAll } from '../../../src/exposition/remote-write/send.ts'
import { normal, random } from '../detection/detection.ts'

const EVERY = 20 * MINUTE
export const SPAN = 60 * DAY
export const STEP = 3 * HOUR
export const END = Math.floor(Date.now() / STEP) * STEP

const FAMILY = {
  type: 'gauge',
  help: 'Of a test.',
  labels: [],
  perSeries: false,
  unit: null,
  topic: 'series',
} as const

/** A platform of twelve workers: from day 40 on a request of four of them takes half as long again, and one queue creeps from day 20 on. */
function* platform(end: number): Generator<WrittenSeries> {
  const gauss = normal(random(5))
  const counts = Math.floor(SPAN / EVERY) + 1
  for (let worker = 0; worker < 12; worker++) {
    const labels = { job: worker < 6 ? 'render' : 'mail', instance: `w${worker}` }
    const rows: Record<string, number[]> = {
      jobs_total: [],
      job_seconds_sum: [],
      job_seconds_count: [],
      queue: [],
      slots: [],
    }
    const [count, sum] = [{ value: 0 }, { value: 0 }]
    let wander = 0
    for (let i = 0; i < counts; i++) {
      const day = (i * EVERY) / DAY
      wander = 0.7 * wander + 0.07 * gauss()
      const done = Math.round(400 * Math.exp(0.4 * Math.sin(2 * Math.PI * day) + wander))
      const slow = worker < 4 && day > 40 ? 1.5 : 1
      count.value += done
      sum.value += done * 2 * slow * Math.exp(0.05 * gauss())
      const creep = worker === 8 ? Math.exp(0.02 * Math.max(0, day - 20)) : 1
      rows.jobs_total?.push(count.value)
      rows.job_seconds_count?.push(count.value)
      rows.job_seconds_sum?.push(sum.value)
      rows.queue?.push(20 * creep * Math.exp(0.3 * Math.sin(2 * Math.PI * day) + 0.2 * gauss()))
      rows.slots?.push(8)
    }
    for (const [name, values] of Object.entries(rows)) {
      const samples = values.map((value, i) => ({ at: end - SPAN + i * EVERY, value }))
      yield { family: { ...FAMILY, name }, labels: labelSet(labels), samples }
    }
  }
}

/** Days for which a pod lives. */
const LIFE = 4

/** A service whose pods are new with each deployment; its requests take half as long again from day 40 on. */
function* service(end: number): Generator<WrittenSeries> {
  const gauss = normal(random(6))
  const each = (LIFE * DAY) / EVERY
  for (let first = 0; first < SPAN / EVERY; first += each) {
    const labels = labelSet({ job: 'web', pod: `web-${first / each}` })
    const [count, sum] = [{ value: 0 }, { value: 0 }]
    const rows: Array<{ at: number; sum: number; count: number }> = []
    for (let i = first; i <= first + each; i++) {
      const slow = i * EVERY > 40 * DAY ? 1.5 : 1
      const done = Math.round(200 * Math.exp(0.1 * gauss()))
      count.value += done
      sum.value += done * slow * Math.exp(0.05 * gauss())
      rows.push({ at: end - SPAN + i * EVERY, sum: sum.value, count: count.value })
    }
    for (const part of ['sum', 'count'] as const) {
      const samples = rows.map(row => ({ at: row.at, value: row[part] }))
      yield { family: { ...FAMILY, name: `call_seconds_${part}` }, labels, samples }
    }
  }
}

/** `end`: of its latest sample. */
export async function fill(url: string, end = END): Promise<void> {
  const server = serverAddress(`${url}/api/v1/write`, null)
  assert.ok(server)
  const all = function* () {
    yield* platform(end)
    yield* service(end)
  }
  const sent = await sendAll(all(), { server, userAgent: 'test', wait: async () => {} })
  assert.ok(sent.samples > 250_000)
}
