import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Question, Said, WorkerSettings } from '../../../../src/pipeline/detect/judging-worker.ts'
import { hourly } from '../../../support/detection/detection.ts'

test('the thread of detection answers the questions of a message in order, each under its number', async t => {
  const worker = new Worker(new URL('../../../../src/pipeline/detect/judging-worker.ts', import.meta.url), {
    workerData: { disabled: [], refused: [], beats: new Int32Array(3) } satisfies WorkerSettings,
  })
  t.after(() => worker.terminate())
  const lookBack = {
    points: hourly(48, hour => hour % 5),
    bucket: HOUR,
    options: { limit: null, zone: 'UTC', raised: [] },
  }
  const answered = new Promise<Said>(resolve => worker.once('message', resolve))
  const series = {
    seriesId: 3,
    options: { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null } as const,
    state: null,
    observedUpTo: null,
    fresh: lookBack.points,
    quietSince: 0,
    standing: null,
    past: null,
  }
  const questions: Question[] = [
    { id: 4, ask: { lookBack } },
    { id: 9, ask: { judge: series } },
    { id: 5, ask: { lookBack: { ...lookBack, options: { ...lookBack.options, zone: 'Nowhere/None' } } } },
    { id: 7, ask: { judge: series } },
    { id: 6, ask: { lookBack } },
  ]
  worker.postMessage(questions, [])
  assert.deepEqual(
    answersIn(await answered).map(answer => [answer.id, 'answer' in answer]),
    [
      [4, true],
      [9, true],
      [5, false],
      [7, true],
      [6, true],
    ],
  )
})

function answersIn(said: Said) {
  return 'answers' in said ? said.answers : assert.fail('no answers')
}
