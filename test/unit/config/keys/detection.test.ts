import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detection } from '../../../../src/config/keys/detection.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'

test('every detector watches where nothing is said, and any may be disabled', () => {
  assert.deepEqual(detection.parse(undefined), { disabled: [] })
  for (const { name } of DETECTORS) assert.deepEqual(detection.parse({ disabled: [name] }).disabled, [name])
})

test('an unknown name is refused, and those that there are are named', () => {
  const { error } = detection.safeParse({ disabled: ['spred'] })
  assert.match(
    error?.issues[0]?.message ?? '',
    /there is no detector "spred"\. Did you mean spread\? Known: .*\blevel\b/,
  )
})

test('not all of them may be disabled', () => {
  const { error } = detection.safeParse({ disabled: DETECTORS.map(({ name }) => name) })
  assert.match(error?.issues[0]?.message ?? '', /leaves no detector/)
})
