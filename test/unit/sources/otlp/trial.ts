// A program that sends a reading of a gauge in JSON, for the suite of sources.
import type { TrialSender } from '../../../support/sources/source-trial.ts'

const TOKEN = '0123456789abcdef'

export const sender: TrialSender = {
  entry: { name: 'agents', type: 'otlp', token: TOKEN, metrics: [{ metric: 'queue.depth' }] },
  path: '/v1/metrics',
  credentials: { authorization: `Bearer ${TOKEN}` },
  requestOf: (subject, at) => {
    const point = {
      timeUnixNano: `${at}000000`,
      asInt: '7',
      attributes: [{ key: 'queue', value: { stringValue: subject } }],
    }
    const metric = { name: 'queue.depth', gauge: { dataPoints: [point] } }
    const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] }
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
  },
}
