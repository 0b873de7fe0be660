// A rollout told by a platform to a running slowburn, and what its gate answers to whoever asks: the command, a metric of Argo Rollouts, hooks of Flagger,
// a judge like Kayenta's. Then the service is killed, and nobody is let through.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MINUTE, SECOND } from '../../src/core/duration.ts'
import { temporaryFolder } from '../support/folder.ts'
import { tasksOf } from '../support/gate/rollout.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

const TOKEN = 'a-token-of-twenty-letters'
const [PAST, TASKS] = [120, 2200]

/** Two tasks a minute before, and two a minute of both sides: of `b` twice as many fail, `c` does as `a` does. */
function events(now: number): object[] {
  const begin = now - (TASKS / 2 + 10) * MINUTE
  const eventsOf = (
    subject: string,
    at: number,
    took: number,
    failed: boolean,
    variant: string,
  ): object[] => [
    { id: `${subject}:q`, type: 'task.queued', at, subject, data: { taskType: 'build', variant } },
    {
      id: `${subject}:e`,
      type: failed ? 'task.failed' : 'task.finished',
      at: at + took,
      subject,
      data: { taskType: 'build', variant, ...(failed ? { phantom: false } : {}) },
    },
  ]
  const past = Array.from({ length: PAST }, (_, index) =>
    eventsOf(`past-${index}`, begin - (index + 1) * 30 * SECOND, (index % 20) * 5 * SECOND, false, 'a'),
  )
  const rollout = tasksOf({ tasks: TASKS, base: 0.1, candidate: 0.2 }).map((one, index) => {
    const took = Math.round(one.took ?? 0)
    return eventsOf(
      `t-${index}`,
      begin + index * 30 * SECOND,
      took,
      one.outcome === 'failed',
      one.isCandidate ? 'b' : 'a',
    )
  })
  return [...past, ...rollout].flat()
}

test('a rollout that fails twice as often is stopped by everybody who asks', {
  timeout: 120_000,
}, async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'slowburn.yml')
  writeFileSync(
    file,
    `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
tick: 1s
audit: null
sources: [{ name: app, type: push, token: ${TOKEN}, feeds: [task], lateness: 1s }]
`,
  )
  const running = startCommand(['start', '--config', file])
  t.after(() => running.child.kill('SIGKILL'))
  const [, page = ''] = await running.says(/page=(\S+)/)
  const told = events(Date.now())
  for (let at = 0; at < told.length; at += 1000) {
    const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify(told.slice(at, at + 1000))
    const { status } = await fetch(`${page}ingest/app/events`, { method: 'POST', headers, body })
    assert.equal(status, 200)
  }
  const gate = (...more: string[]) => runCommand(['gate', '--config', file, ...more], { cwd: folder })
  const two = ['--candidate', 'b', '--baseline', 'a', '--split', '0.5']

  const stopped = await gate(...two, '--wait', '1m', '--every', '1s')
  assert.match(stopped.stdout, /^FAIL\. Tasks of b fail more often than those of a: /)
  assert.equal(stopped.code, 1)
  const { code, stdout } = await gate('--candidate', 'z', '--baseline', 'a')
  assert.match(stdout, /^INSUFFICIENT\. No task of variant z was seen: seen were a \(\d+\), b \(\d+\)\./)
  assert.equal(code, 2)
  assert.equal((await gate(...two.slice(0, 4), '--split', '0.9')).code, 3)
  assert.equal((await gate('--candidate', 'a', '--baseline', 'a')).code, 64)

  const at = `${page}api/v1/gate`
  const metric = await fetch(`${at}?candidate=b&baseline=a&split=0.5`)
  assert.equal(metric.status, 200)
  assert.partialDeepStrictEqual(await metric.json(), { ok: false, verdict: 'fail' })
  const hook = async (metadata: object): Promise<number> => {
    const body = JSON.stringify({ name: 'app', namespace: 'prod', phase: 'Progressing', metadata })
    const headers = { 'Content-Type': 'application/json' }
    return (await fetch(at, { method: 'POST', headers, body })).status
  }
  assert.equal(await hook({ candidate: 'b', baseline: 'a' }), 409)
  assert.equal(await hook({ candidate: 'b', baseline: 'a', hook: 'rollback' }), 200)
  const judged = await fetch(`${at}?candidate=b&baseline=a&format=kayenta`)
  assert.partialDeepStrictEqual(await judged.json(), { score: { score: 0, classification: 'Fail' } })

  await running.end('SIGKILL')
  assert.equal((await gate(...two)).code, 3)
})
