import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { rolloutCommand } from '../../../../src/cli/commands/rollout.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fakeService } from '../../../support/process/fake-service.ts'

const one = (verdict: string, rollout = 'api') => ({
  rollout,
  verdict,
  reasons: [],
  from: 'v2',
  to: 'v1',
  conditions: [],
  underway: null,
})

async function run(t: TestContext, verdicts: ReadonlyArray<string | object>, ...args: string[]) {
  const folder = temporaryFolder(t)
  const file = join(folder, 'slowburn.yml')
  writeFileSync(join(folder, 'app-v1'), 'one')
  writeFileSync(
    file,
    `sources: [{ name: app, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
rollouts:
  - name: api
    artefact: { file: 'app-{version}' }
    rehearse: [/bin/cp, '${folder}/app-{to}', '${folder}/restored']
    invariants: [{ name: same, run: [/usr/bin/cmp, '${folder}/app-v1', '${folder}/restored'] }]
`,
  )
  const changed = { changed: true }
  const service = await fakeService(t, {
    'GET /api/v1/rollouts': {
      rollouts: verdicts.map((verdict, k) =>
        typeof verdict === 'string' ? one(verdict, k === 0 ? 'api' : `r${k}`) : verdict,
      ),
    },
    'POST /api/v1/rollouts/api/looks': changed,
    'POST /api/v1/rollouts/api/digests': changed,
    'POST /api/v1/rollouts/api/rehearsals': { ...changed, rehearsal: 'x1' },
    'POST /api/v1/rollouts/api/ends': changed,
  })
  const ended = await service.run(rolloutCommand, ...args, '--config', file, '--by', 'ann')
  return { ...ended, asked: service.asked, restored: existsSync(join(folder, 'restored')) }
}

describe('slowburn rollout', () => {
  test('ends with the verdict as its code, of several with the worst', async t => {
    const codes = []
    for (const verdicts of [
      ['ready'],
      ['not ready'],
      ['insufficient'],
      ['broken'],
      ['ready', 'insufficient'],
      ['insufficient', 'not ready'],
    ])
      codes.push((await run(t, verdicts)).code)
    assert.deepEqual(codes, [0, 1, 2, 3, 2, 1])
    assert.equal((await run(t, ['ready', 'broken'], 'status', 'api')).code, 0)
  })

  test('runs nothing where it only reads', async t => {
    const { asked, restored, stdout } = await run(t, ['ready'])
    assert.deepEqual([asked.map(({ what }) => what), restored], [['GET /api/v1/rollouts'], false])
    assert.equal(stdout, 'READY. api, back from v2 to v1.\n')
  })

  test('says that it looked at both versions, and what it found', async t => {
    const { asked, restored } = await run(t, ['insufficient'], 'look')
    const looks = asked.filter(({ what }) => what.endsWith('/looks')).map(({ body }) => body)
    assert.partialDeepStrictEqual(looks, [
      { by: 'ann', version: 'v2', digest: null, fault: null },
      { by: 'ann', version: 'v1', fault: null },
    ])
    assert.equal(restored, false)
  })

  test('looks at the only version that there is, and rehearses nothing then', async t => {
    const alone = { ...one('insufficient'), from: 'v1', to: null }
    const { asked } = await run(t, [alone], 'look')
    const looks = asked.filter(({ what }) => what.endsWith('/looks')).map(({ body }) => body)
    assert.partialDeepStrictEqual(looks, [{ version: 'v1', fault: null }])
    const { asked: none, restored } = await run(t, [alone], 'rehearse', 'api')
    assert.deepEqual([none.some(({ what }) => what.startsWith('POST')), restored], [false, false])
  })

  test('rehearses: begins before it runs anything, and says how it ended', async t => {
    const { asked, restored, code } = await run(t, ['ready'], 'rehearse', 'api')
    assert.deepEqual([restored, code], [true, 0])
    const what = asked.map(asking => asking.what.replace('/api/v1/rollouts', ''))
    assert.deepEqual(what.slice(0, 3), ['GET ', 'POST /api/rehearsals', 'POST /api/ends'])
    assert.partialDeepStrictEqual(asked[2]?.body, {
      by: 'ann',
      id: 'x1',
      interrupted: false,
      restore: { ok: true },
      invariants: [{ name: 'same', ok: true }],
    })
  })

  test('ends with 64 where it is used wrongly, and with 3 where the service does not answer', async t => {
    for (const args of [
      ['dance'],
      ['rehearse'],
      ['record', 'api'],
      ['status', 'apy'],
      ['look', 'apy'],
      ['--sideways'],
    ])
      assert.equal((await run(t, ['ready'], ...args)).code, 64, args.join(' '))
    const recorded = await run(t, ['ready'], 'record', 'api', 'v1', 'sha256:0a')
    assert.deepEqual([recorded.code, recorded.stdout], [0, 'Recorded.\n'])
  })
})
