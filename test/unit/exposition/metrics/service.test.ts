import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildInfo } from '../../../../src/exposition/metrics/service.ts'

test('the build is named by version and Node.js', () => {
  assert.deepEqual(buildInfo.about('1.2.3'), { version: '1.2.3', node_version: process.version })
})
