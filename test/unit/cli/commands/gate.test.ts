import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { plainAnswer } from '../../../../src/assurance/gate/answers.ts'
import { judgeGate } from '../../../../src/assurance/gate/judge.ts'
import { gateCommand } from '../../../../src/cli/commands/gate.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { asked, observedOf, SOUND, tasksOf } from '../../../support/gate/rollout.ts'
import { type Ended, fakeService, runCommandHere } from '../../../support/process/fake-service.ts'

const TWO = ['--candidate', 'v2', '--baseline', 'v1']
const answerOf = async (tasks: Parameters<typeof tasksOf>[0], split = '0.5') =>
  plainAnswer(await judgeGate(asked({ split }), observedOf(tasksOf(tasks)), SOUND))

async function run(t: TestContext, answer: unknown, ...args: string[]): Promise<Ended & { asked: string[] }> {
  const service = await fakeService(t, answer === null ? {} : { 'GET /api/v1/gate': answer })
  const ended = await service.run(gateCommand, ...args)
  return { ...ended, asked: service.asked.map(({ what }) => what) }
}

describe('slowburn gate', () => {
  test('ends with the verdict as its code, and says it in the first word', async t => {
    const cases = [
      [await answerOf({ tasks: 2500 }), 'PASS', 0],
      [await answerOf({ candidate: 0.3 }), 'FAIL', 1],
      [await answerOf({ tasks: 30 }), 'INSUFFICIENT', 2],
      [await answerOf({}, '0.1'), 'BROKEN', 3],
    ] as const
    for (const [answer, word, code] of cases) {
      const ended = await run(t, answer, ...TWO)
      assert.ok(ended.stdout.startsWith(`${word}. `), ended.stdout)
      assert.equal(ended.code, code)
    }
  })

  test('asks with what was given, and with nothing else', async t => {
    const { asked: what } = await run(t, await answerOf({}), ...TWO, '--split', '0.1', '--task-type', 'build')
    assert.deepEqual(what, ['GET /api/v1/gate?by=variant&candidate=v2&baseline=v1&task_type=build&split=0.1'])
  })

  test('asks again while it cannot be said, for as long as it is to wait', async t => {
    const { asked: what, code } = await run(
      t,
      await answerOf({ tasks: 30 }),
      ...TWO,
      '--wait',
      '1s',
      '--every',
      '1s',
    )
    assert.deepEqual([what.length, code], [2, 2])
  })

  test('prints it as JSON for machines', async t => {
    const answer = await answerOf({ candidate: 0.3 })
    const { stdout, code } = await run(t, answer, ...TWO, '--json')
    assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(answer)))
    assert.equal(code, 1)
  })

  test('ends with 64 where it is used wrongly, by whoever notices', async t => {
    assert.equal((await run(t, await answerOf({}), '--candidate', 'v2')).code, 64)
    assert.equal((await run(t, await answerOf({}), ...TWO, '--wait', 'long')).code, 64)
    assert.equal((await run(t, await answerOf({}), ...TWO, '--sideways')).code, 64)
  })

  test('ends with 3 and one line where the service does not answer: that is no pass', async t => {
    const folder = join(temporaryFolder(t), 'data')
    const { code, stderr } = await runCommandHere(t, gateCommand, ...TWO, '--data', folder)
    assert.equal(code, 3)
    assert.match(stderr, /^slowburn: .*\n$/)
    assert.equal((await run(t, null, ...TWO)).code, 3)
  })
})
