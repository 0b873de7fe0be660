import assert from 'node:assert/strict'
import { test } from 'node:test'
import { teamsOptions } from '../../../../../src/delivery/notifiers/teams/options.ts'

test('a channel of Teams needs the address of its workflow', () => {
  assert.equal(teamsOptions.safeParse({}).success, false)
  assert.equal(teamsOptions.safeParse({ url: 'https://x.logic.azure.com/workflows/y' }).success, true)
})
