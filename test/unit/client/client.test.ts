import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../../src/client/client.ts'
import { TOKEN } from '../../support/client/runtime.ts'

test('on the runtime that it finds it holds nobody up, and says that nobody is there', async () => {
  const problems: string[] = []
  const client = createClient({
    url: 'http://127.0.0.1:1/ingest/app',
    token: TOKEN,
    onProblem: one => problems.push(one),
  })
  client.gauge('x', 1)
  assert.equal(await client.close({ timeoutMs: 2000 }), false)
  assert.match(problems[0] ?? '', /cannot be reached: ECONNREFUSED|cannot be reached: TypeError/)
})
