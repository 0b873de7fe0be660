import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sampleOf, serviceState } from '../../../../src/app/doctor/service-state.ts'
import { SERVICE_FILE } from '../../../../src/storage/control-files.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const NOBODY = () => ({ get: () => Promise.reject(new Error('ECONNREFUSED')) })

function announced(t: TestContext, pid: number): string {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, SERVICE_FILE), JSON.stringify({ url: 'http://127.0.0.1:1/', pid }))
  return folder
}

test('a folder in which nothing is announced has no service', async t => {
  assert.deepEqual(await serviceState(temporaryFolder(t), NOBODY), { state: 'stopped' })
})

test('one that answers is running; a process without an answer is silent, and one that is gone has ended', async t => {
  const get = (path: string) => Promise.resolve({ status: 200, body: path })
  const answers = await serviceState(announced(t, process.pid), () => ({ get }))
  assert.ok(answers.state === 'running' && answers.metrics === 'metrics' && answers.ready.body === 'readyz')
  assert.equal(answers.sources, null)
  assert.equal((await serviceState(announced(t, process.pid), NOBODY)).state, 'silent')
  assert.deepEqual(await serviceState(announced(t, 2 ** 22 + 1), NOBODY), {
    state: 'ended',
    pid: 2 ** 22 + 1,
  })
})

test('what a running service says of its sources is read with the rest', async t => {
  const problems = [{ where: 'jobs', message: 'm', remedy: null, blind: false }]
  const sources = [{ name: 'app', error: null, problems }]
  const get = (path: string) =>
    Promise.resolve({ status: 200, body: path === 'api/v1/sources' ? JSON.stringify({ sources }) : path })
  const found = await serviceState(announced(t, process.pid), () => ({ get }))
  assert.ok(found.state === 'running')
  assert.deepEqual(found.sources, sources)
})

test('a sample is found by its name and its labels', () => {
  const text = '# HELP a b\na 1\nab 2\na{state="dead"} 3 170\n'
  assert.deepEqual(
    [sampleOf(text, 'a'), sampleOf(text, 'a', 'state="dead"'), sampleOf(text, 'c')],
    [1, 3, null],
  )
})
