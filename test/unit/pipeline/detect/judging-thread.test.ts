// The thread as it is seen from outside, whatever runs in it. With detection in it: `test/acceptance/detection-thread.test.ts`.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { startThread } from '../../../../src/pipeline/detect/judging-thread.ts'

const FILE = new URL('../../../support/process/toys/answering-thread.ts', import.meta.url)
const QUESTION = {
  lookBack: { points: [], bucket: HOUR, options: { limit: null, zone: 'UTC', raised: [] } },
} as const

/** A thread whose detector does that, asked twice. */
function asked(t: TestContext, does: string) {
  const heard: string[] = []
  const over = Promise.withResolvers<number>()
  const thread = startThread({
    file: FILE,
    settings: { disabled: [does], refused: [], loopPatience: 160 },
    patience: 60_000,
    onStray: ({ kind, name }, error) => heard.push(`${kind} ${name} threw ${error}`),
    interrupted: ({ owner: { kind, name }, place }, unanswered) => {
      heard.push(`${kind} ${name} at ${place.replace(/^.*\/|:\d+$/g, '')}`)
      over.resolve(unanswered.length)
    },
    outOfMemory: detector => heard.push(`no memory for ${detector}`),
    ended: () => heard.push('ended'),
  })
  t.after(() => thread.close())
  const answers = [1, 2].map(
    () => new Promise((resolve, reject) => thread.ask({ ask: QUESTION, resolve, reject })),
  )
  return { heard, thread, answers: Promise.all(answers), unanswered: over.promise }
}

describe('a thread whose detector', () => {
  test('throws outside of any call is answered by all the same, and the detector is named', async t => {
    const { heard, answers } = asked(t, 'throws')
    assert.deepEqual(await answers, ['past', 'past'])
    assert.deepEqual(heard, ['detector toy threw nobody waits'])
  })

  for (const [does, named] of [
    ['loops', 'detector toy at answering-thread.ts'],
    ['exits', 'detector toy at a call of process.exit'],
    ['blocks', `detector ${DETECTORS[0]?.name} at a call that nothing can interrupt`],
  ] as const) {
    test(`${does} is given up: the detector is named, and what was asked is handed back`, async t => {
      const { heard, unanswered } = asked(t, does)
      assert.equal(await unanswered, 2)
      assert.deepEqual(heard, [named])
    })
  }

  test('is sound, and which is ended, rejects what it has not answered', async t => {
    const { heard, thread, answers } = asked(t, 'nothing')
    await Promise.all([thread.close(), assert.rejects(answers, /^Error: the thread of detection has ended$/)])
    assert.deepEqual(heard, ['ended'])
  })
})
