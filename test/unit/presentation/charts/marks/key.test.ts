import assert from 'node:assert/strict'
import { test } from 'node:test'
import { key } from '../../../../../src/presentation/charts/marks/key.ts'

test('an entry of the key shows the mark as the chart draws it, beside what it stands for', () => {
  assert.match(String(key('line', 'value')), /<path class="line" d="M0,6L18,6"\/><\/svg>value<\/span>$/)
  assert.match(String(key('band', 'normal')), /<rect class="band" .*>normal<\/span>$/)
  assert.match(String(key('release', 'release')), /<path class="release" d="M4,11/)
})

test('what it stands for is escaped', () => {
  assert.match(String(key('raw', '<b>')), /&lt;b>|&lt;b&gt;/)
})
