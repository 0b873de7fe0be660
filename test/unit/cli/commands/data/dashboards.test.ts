import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { dashboardsCommand } from '../../../../../src/cli/commands/data/dashboards.ts'
import { serve } from '../../../../support/exposition/prometheus.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

function tokenFile(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), 'grafana.token')
  writeFileSync(file, text)
  return file
}

test('slowburn dashboards writes every board into a folder, whether it is there or not', async t => {
  const out = join(temporaryFolder(t), 'provisioned', 'slowburn')
  for (let again = 0; again < 2; again++) {
    const { stdout } = await runCommandHere(t, dashboardsCommand, '--out', out)
    assert.equal(
      stdout,
      readdirSync(out)
        .map(file => `${join(out, file)}\n`)
        .join(''),
    )
  }
  assert.ok(readdirSync(out).includes('slowburn-overview.json'))
})

test('slowburn dashboards hands every board to a Grafana, with the token of a file', async t => {
  const tokens: unknown[] = []
  const address = await serve(t, async (request, response) => {
    tokens.push(request.headers.authorization)
    const { dashboard } = (await json(request)) as { dashboard: { uid: string } }
    response.end(JSON.stringify({ status: 'success', uid: dashboard.uid, url: '/d/toys/toys' }))
  })
  const file = tokenFile(t, 'glsa_secret\n')
  const { stdout } = await runCommandHere(
    t,
    dashboardsCommand,
    '--push',
    `http://${address}`,
    '--token-file',
    file,
  )
  assert.match(
    stdout,
    new RegExp(`^slowburn: is anything getting worse\\?  http://${address}/d/toys/toys$`, 'm'),
  )
  assert.deepEqual([...new Set(tokens)], ['Bearer glsa_secret'])
})

test('slowburn dashboards says what is missing, or wrong', async t => {
  const fault = async (...options: string[]): Promise<string> =>
    (await runCommandHere(t, dashboardsCommand, ...options)).stderr
  assert.match(await fault(), /either --out FOLDER or --push URL/)
  assert.match(await fault('--out', 'a', '--push', 'http://127.0.0.1:9'), /either --out FOLDER or --push URL/)
  assert.match(await fault('--push', 'http://127.0.0.1:9'), /needs --token-file/)
  const empty = tokenFile(t, '\n')
  assert.match(await fault('--push', 'http://127.0.0.1:9', '--token-file', empty), /holds no token/)
  const file = tokenFile(t, 'glsa_secret')
  assert.doesNotMatch(await fault('--push', 'me:hunter22@grafana', '--token-file', file), /hunter22/)
  assert.match(await fault('--push', 'grafana:3000', '--token-file', file), /is no address such as/)
})
