import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectives } from '../../../../src/config/keys/objectives.ts'

const OBJECTIVE = { name: 'builds succeed', indicator: 'task_failure_rate', target: 0.99 }

test('there is no objective where none is written, and one has neither labels nor a limit unless it says so', () => {
  assert.deepEqual(objectives.parse(undefined), [])
  assert.deepEqual(objectives.parse([OBJECTIVE]), [{ ...OBJECTIVE, match: {}, limit: null }])
})

test('a target of everything leaves no error budget, and one of a percentage is none', () => {
  for (const target of [0, 1, 99])
    assert.ok(!objectives.safeParse([{ ...OBJECTIVE, target }]).success, String(target))
})
