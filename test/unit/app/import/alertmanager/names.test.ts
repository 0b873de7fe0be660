import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameGiver } from '../../../../../src/app/import/alertmanager/names.ts'

test('names are of signs that a name may have, and no two are alike', () => {
  const give = nameGiver()
  assert.deepEqual(['on call', 'team/x', 'team-x', '*', 'team:x', ''].map(give), [
    'on call',
    'team-x',
    'team-x-2',
    'unnamed',
    'team-x-3',
    'unnamed-2',
  ])
})
