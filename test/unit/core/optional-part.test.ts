import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { missingPart } from '../../../src/core/optional-part.ts'

describe('an optional part', () => {
  test('that is installed is not missing', () => {
    assert.equal(missingPart('OpenTelemetry', '@opentelemetry/sdk-node'), null)
  })

  test('that is not is named with what to do', () => {
    assert.deepEqual(missingPart('a part', '@nobody/has-this'), {
      message: 'a part is not installed',
      remedy: 'It comes with the optional packages: install slowburn without --omit=optional',
    })
  })
})
