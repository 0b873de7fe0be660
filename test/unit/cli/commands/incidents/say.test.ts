import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { type SayOptions, say, saying } from '../../../../../src/cli/commands/incidents/say.ts'
import { fakeService } from '../../../../support/process/fake-service.ts'

const command = {
  group: 'Incidents',
  build: () =>
    saying(new Command('do').argument('<id>')).action((id: string, options: SayOptions) =>
      say(id, 'merge', { other: 'x' }, 'Merged into incident', options),
    ),
} as const

test('what was said already is no change, and what others wrote does not steer the terminal', async t => {
  const service = await fakeService(t, {
    'POST /api/v1/incidents/one/merge': { changed: false, incident: 'one' },
    'POST /api/v1/incidents/two/merge': { changed: true, incident: '\u001b[31mred' },
  })
  assert.equal((await service.run(command, 'one')).stdout, 'It has been said already.\n')
  assert.ok(!(await service.run(command, 'two')).stdout.includes('\u001b'))
})
