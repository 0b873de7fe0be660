import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Answer, Question, WorkerSettings } from '../../../../src/pipeline/detect/judging-worker.ts'
import { hourly } from '../../../support/detection/detection.ts'

test('the thread of detection answers each question under its number', async t => {
  const worker = new Worker(new URL('../../../../src/pipeline/detect/judging-worker.ts', import.meta.url), {
    workerData: { disabled: [] } satisfies WorkerSettings,
  })
  t.after(() => worker.terminate())
  const lookBack = {
    points: hourly(48, hour => hour % 5),
    bucket: HOUR,
    options: { limit: null, zone: 'UTC', raised: [] },
  }
  const answers: Answer[] = []
  const all = new Promise<void>(resolve => {
    worker.on('message', (answer: Answer) => {
      if (answers.push(answer) === 2) resolve()
    })
  })
  for (const id of [4, 9]) worker.postMessage({ id, ask: { lookBack } } satisfies Question, [])
  await all
  assert.deepEqual(
    answers.map(({ id }) => id),
    [4, 9],
  )
  assert.ok(answers.every(answer => 'answer' in answer))
})
