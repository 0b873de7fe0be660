import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Causes, NOTHING_KNOWN } from '../../../../../src/detection/causes/cause.ts'
import { causesNote, causesSection } from '../../../../../src/web/pages/elements/causes.ts'
import { ONSET, releaseAt } from '../../../../support/alerts/alert-samples.ts'

const causes: Causes = {
  ...NOTHING_KNOWN,
  shown: [{ kind: 'release', release: releaseAt(ONSET, { version: '<b>2</b>' }) }],
}

test('what coincides is listed, with its evidence, and escaped', () => {
  const note = String(causesNote(causes, ONSET))
  assert.match(note, /<h4>What else changed then<\/h4>/)
  assert.match(note, /Release &lt;b&gt;2&lt;\/b&gt; of worker/)
  assert.match(String(causesSection(causes, ONSET)), /<section aria-labelledby="causes"/)
})

test('nothing is said where too little is known for that to mean anything', () => {
  assert.equal(causesNote(NOTHING_KNOWN, ONSET), null)
  assert.equal(causesSection(NOTHING_KNOWN, ONSET), null)
})
