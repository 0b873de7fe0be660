import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeCommand } from '../../../../../src/cli/commands/incidents/merge.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

test('merge says that two incidents have one cause', async t => {
  const answer = { changed: true, incident: '0123456789abcdef0123' }
  const service = await fakeService(t, { 'POST /api/v1/incidents/0123/merge': answer })
  const { stdout } = await service.run(mergeCommand, '0123', 'fedc', '--by', 'ann')
  assert.equal(stdout, 'Merged into incident 01234567, from the next tick on.\n')
  assert.deepEqual(service.asked[0]?.body, { by: 'ann', other: 'fedc' })
})
