import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAnswers } from '../../../../src/exposition/otlp/answers.ts'

const PARSING = 'Failed to parse metrics export response: Unexpected token '
const complaints: ReadonlyArray<readonly [string, readonly unknown[], boolean]> = [
  ['some points are rejected', ['Received Partial Success response:', '{"rejectedDataPoints":"1999"}'], true],
  [
    'as a number',
    ['Received Partial Success response:', '{"rejectedDataPoints":7,"errorMessage":"x"}'],
    true,
  ],
  ['none is, with a word about it', ['x', '{"rejectedDataPoints":"0","errorMessage":"deprecated"}'], false],
  ['spans are rejected', ['x', '{"rejectedSpans":"3"}'], false],
  ['it answers with a page', [`${PARSING}'<', "<!DOCTYPE "... is not valid JSON`], true],
  ['it answers with what is no JSON', [`${PARSING}'o', "ok" is not valid JSON`], false],
]

for (const [what, of, refuses] of complaints) {
  test(`where ${what}, a request was ${refuses ? 'not ' : ''}taken, and the next is another`, () => {
    const answers = createAnswers()
    answers.complained(of)
    assert.equal(answers.refuses(), refuses)
    assert.equal(answers.refuses(), false)
  })
}
