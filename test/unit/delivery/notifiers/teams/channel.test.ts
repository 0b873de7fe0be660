import assert from 'node:assert/strict'
import { test } from 'node:test'
import { teams } from '../../../../../src/delivery/notifiers/teams/channel.ts'
import { assertTaken } from '../../../../support/delivery/channel-trial.ts'
import { startContract, teamsRule } from '../../../../support/delivery/contracts.ts'

test('Teams takes whatever is rendered for it', async t => {
  const contract = await startContract(t, teamsRule)
  await assertTaken(teams, { url: `${contract.url}/workflows/secret` }, contract)
  assert.deepEqual(contract.refused, [])
})
