import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitCommand } from '../../../../../src/cli/commands/incidents/split.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

test('split says which series has another cause, in somebody’s name', async t => {
  const answer = { changed: true, incident: '0123456789abcdef0123' }
  const service = await fakeService(t, { 'POST /api/v1/incidents/0123/split': answer })
  const { stdout } = await service.run(splitCommand, '0123', '12', '--note', 'its own', '--by', 'ann')
  assert.equal(stdout, 'Split from incident 01234567, from the next tick on.\n')
  assert.deepEqual(service.asked[0]?.body, { by: 'ann', note: 'its own', series: 12 })
})

test('split refuses what is no number of a series before it asks', async t => {
  const service = await fakeService(t, {})
  const { stderr, code } = await service.run(splitCommand, '0123', 'run_time')
  assert.match(stderr, /run_time is not the number of a series\. slowburn incidents 0123 lists them/)
  assert.deepEqual([code, service.asked], [1, []])
})
