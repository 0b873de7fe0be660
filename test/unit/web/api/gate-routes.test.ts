import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AskGate, GateAnswer } from '../../../../src/web/deps.ts'
import { ADMIN, depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { type Answered, type Asked, ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()

type Verdict = GateAnswer['verdict']

/** A gate that comes to a verdict, and keeps what it was asked. */
function gateOf(verdict: Verdict) {
  const questions: Array<Readonly<Record<string, string>>> = []
  const askGate: AskGate = async given => {
    questions.push(given)
    if (verdict === 'usage') return { verdict, faults: ['candidate is missing', 'split is 7'] }
    return { verdict, body: { ok: verdict === 'pass', verdict, reasons: ['so'] } }
  }
  return { askGate, questions }
}

function asking(verdict: Verdict, path: string, how: Asked = {}): Promise<Answered> {
  return withWeb(depsOf(views, gateOf(verdict)), url => ask(url + path, how))
}

/** As Flagger posts it: see CallWebhook in pkg/controller/webhook.go of fluxcd/flagger. */
const hook = (metadata: object | undefined, more: Asked = {}): Asked => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ name: 'app', namespace: 'prod', phase: 'Progressing', checksum: '7b', metadata }),
  ...more,
})

const VERDICTS = ['pass', 'fail', 'insufficient', 'broken'] as const

/** What Argo Rollouts makes of an answer: webmetric.go and evaluate.go of argoproj/argo-rollouts, of two conditions on the verdict. */
function argo({ status, body }: Answered): string {
  if (status < 200 || status >= 300) return 'Error'
  const { verdict } = JSON.parse(body) as { verdict: string }
  const succeeds = verdict === 'pass'
  const fails = verdict === 'fail' || verdict === 'broken'
  if (fails) return 'Failed'
  return succeeds ? 'Successful' : 'Inconclusive'
}

describe('a gate as a web metric of Argo Rollouts', () => {
  test('is answered with 200 and JSON whatever the verdict, so that a measurement is one', async () => {
    const answers = await Promise.all(VERDICTS.map(verdict => asking(verdict, 'api/v1/gate?candidate=b')))
    assert.deepEqual(answers.map(argo), ['Successful', 'Failed', 'Inconclusive', 'Failed'])
    const oks = answers.map(({ body }) => (JSON.parse(body) as { ok: boolean }).ok)
    assert.deepEqual(oks, [true, false, false, false])
    assert.match(String(answers[0]?.headers['content-type']), /^application\/json/)
  })

  test('asked wrongly is an error of the measurement, which says all that is wrong', async () => {
    const answer = await asking('usage', 'api/v1/gate')
    assert.equal(argo(answer), 'Error')
    assert.equal(answer.status, 400)
    assert.partialDeepStrictEqual(JSON.parse(answer.body), {
      error: { detail: 'candidate is missing; split is 7' },
    })
  })
})

describe('a gate as a hook of Flagger', () => {
  test('advances on a pass alone: any status up to 202 would', async () => {
    const statuses = await Promise.all(
      VERDICTS.map(async verdict => (await asking(verdict, 'api/v1/gate', hook({ candidate: 'b' }))).status),
    )
    assert.deepEqual(statuses, [200, 409, 409, 409])
  })

  test('rolls back on a failure alone, where it is asked so: not for want of data', async () => {
    const statuses = await Promise.all(
      VERDICTS.map(async verdict => (await asking(verdict, 'api/v1/gate?hook=rollback', hook({}))).status),
    )
    assert.deepEqual(statuses, [409, 200, 409, 409])
  })

  test('takes what it is asked from the address and from the metadata, which may be none', async () => {
    const gate = gateOf('pass')
    await withWeb(depsOf(views, gate), async url => {
      await ask(`${url}api/v1/gate?by=model&candidate=a`, hook({ candidate: 'b', split: '0.1' }))
      await ask(`${url}api/v1/gate?candidate=a`, hook(undefined))
    })
    assert.deepEqual(gate.questions, [{ by: 'model', candidate: 'b', split: '0.1' }, { candidate: 'a' }])
  })

  test('is refused where it is no such hook, and never advances', async () => {
    const statusOf = async (how: Asked, path = 'api/v1/gate'): Promise<number> =>
      (await asking('pass', path, how)).status
    assert.equal(await statusOf(hook({ split: 0.1 })), 400)
    assert.equal(await statusOf(hook({}, { body: '[]' })), 400)
    assert.equal(await statusOf(hook({}, { body: '{' })), 400)
    assert.equal(await statusOf(hook({ hook: 'sideways' })), 400)
    assert.equal(await statusOf(hook({}, { headers: {} })), 415)
    assert.equal(await statusOf(hook({}), 'api/v1/changes'), 405)
    assert.equal((await asking('usage', 'api/v1/gate', hook({}))).status, 400)
  })
})

describe('who may ask a gate', () => {
  test('is whoever may read, and that is enough: it changes nothing', async () => {
    const deps = depsOf(views, { ...gateOf('pass'), access: { ...ADMIN.access, anonymous: 'none' } })
    await withWeb(deps, async url => {
      const at = `${url}api/v1/gate?candidate=b`
      assert.equal((await ask(at)).status, 401)
      assert.equal((await ask(at, hook({}))).status, 401)
      assert.equal((await ask(at, { headers: ADMIN.headers })).status, 200)
      // Flagger has no headers: what stands before the host of an address is sent as this.
      const basic = `Basic ${Buffer.from('root:the-token-of-root').toString('base64')}`
      const headers = { 'Content-Type': 'application/json', Authorization: basic }
      assert.equal((await ask(at, hook({}, { headers }))).status, 200)
    })
  })

  test('is nobody where there is none', async () => {
    await withWeb(depsOf(views), async url => {
      assert.equal((await ask(`${url}api/v1/gate`)).status, 404)
      assert.equal((await ask(`${url}api/v1/gate`, hook({}))).status, 405)
    })
  })
})
