// A platform that sends a finished task, for the suite of sources.
import type { TrialSender } from '../../../support/sources/source-trial.ts'

const TOKEN = '0123456789abcdef'

export const sender: TrialSender = {
  entry: { name: 'app', type: 'push', token: TOKEN, feeds: ['task'] },
  path: '/events',
  credentials: { authorization: `Bearer ${TOKEN}` },
  requestOf: (subject, at) => {
    const event = { id: subject, type: 'task.finished', at, subject, data: { taskType: 'build' } }
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(event)) }
  },
}
