// A Prometheus for the suite of sources. What has been asked for is over: a fact that comes later is of a later step.
import { setTimeout } from 'node:timers/promises'
import { fakePrometheus, refuse } from '../../../support/sources/fake-prometheus.ts'
import type { StartTrial } from '../../../support/sources/source-trial.ts'

const STEP = 1000

export const startTrial: StartTrial = async t => {
  const fake = await fakePrometheus(t)
  let isAway = false
  fake.instead = (_, response) => isAway && refuse(response, 500, 'internal', 'away')
  const put = async (ids: readonly string[], at: number, text: string): Promise<void> => {
    const over = Math.max(0, ...fake.asked.map(({ end }) => end))
    const end = Math.max(Math.floor(at / STEP) * STEP, over + STEP)
    await setTimeout(Math.max(0, end - Date.now() + 1))
    fake.samples.push(...ids.map(id => ({ labels: { id }, at: end, text })))
  }
  return {
    entry: {
      name: 'metrics',
      type: 'prometheus',
      url: fake.url,
      series: [{ name: 'it', query: 'it' }],
      step: '1s',
      history: '1h',
      lateness: '0s',
      most: 10_000,
    },
    write: (subjects, at) => put(subjects, at, '1'),
    spoil: (count, at) =>
      put(
        Array.from({ length: count }, (_, i) => `spoilt ${i}`),
        at,
        '+Inf',
      ),
    // A sample is whole as it comes.
    begin: null,
    subjectOf: ({ type, data }) => {
      if (type !== 'sample.taken') return null
      return /^\{id="(\w+)"\}$/.exec(data.labels ?? '')?.[1] ?? null
    },
    takeAway: async () => {
      isAway = true
    },
    bringBack: async () => {
      isAway = false
    },
  }
}
