import assert from 'node:assert/strict'
import { test } from 'node:test'
import { releaseCommand } from '../../../../../src/cli/commands/alerts/release.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const RELEASE = {
  at: '2026-05-01T10:00:00.000Z',
  version: '2.14.0',
  component: 'worker',
  environment: null,
  source: 'api',
  by: 'ann',
}

test('a release is recorded with what is said of it', async t => {
  const service = await fakeService(t, { 'POST /api/v1/releases': { changed: true, release: RELEASE } })
  const { stdout } = await service.run(releaseCommand, '2.14.0', '--component', 'worker', '--by', 'ann')
  assert.equal(stdout, 'Recorded: 2.14.0 of worker, 1 May 10:00 UTC\n')
  assert.deepEqual(service.asked[0]?.body, { version: '2.14.0', component: 'worker', by: 'ann' })
})

test('--list shows the latest, with who announced each', async t => {
  const read = { ...RELEASE, version: '2.13.0', by: null, source: 'platform' }
  const service = await fakeService(t, { 'GET /api/v1/releases': { releases: [RELEASE, read] } })
  const { stdout } = await service.run(releaseCommand, '--list')
  assert.match(stdout, /^WHEN \(UTC\) +VERSION +COMPONENT +WHERE +KNOWN FROM\n/)
  assert.match(stdout, /2\.14\.0 +worker +announced by ann\n/)
  assert.match(stdout, /2\.13\.0 +worker +read from platform\n/)
})

test('without any it says so, and either a version or --list must be given', async t => {
  const service = await fakeService(t, { 'GET /api/v1/releases': { releases: [] } })
  assert.equal((await service.run(releaseCommand, '--list')).stdout, 'No release is known.\n')
  for (const args of [[], ['1.0', '--list']]) {
    assert.match((await service.run(releaseCommand, ...args)).stderr, /^slowburn: give a version, or --list/)
  }
})
