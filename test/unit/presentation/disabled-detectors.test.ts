import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DETECTORS } from '../../../src/detection/detectors/registry.ts'
import { disabledGaps } from '../../../src/presentation/disabled-detectors.ts'

test('a disabled detector is a gap in what it alone detects', () => {
  assert.deepEqual(disabledGaps([]), [])
  assert.deepEqual(disabledGaps(['tail']), [
    'the detector tail is disabled (detection.disabled): no change of kind tail is detected',
  ])
})

test('what others detect too is detected where they watch', () => {
  assert.match(
    disabledGaps(['anchor'])[0] ?? '',
    /changes of kind slope are detected only where trend watches/,
  )
})

test('each detector has its words', () => {
  for (const { name } of DETECTORS)
    assert.ok(disabledGaps([name])[0]?.includes(`the detector ${name} is disabled`))
})
