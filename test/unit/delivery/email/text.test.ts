import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { alertContent } from '../../../../src/delivery/email/content.ts'
import { factsText, renderText, wrap } from '../../../../src/delivery/email/text.ts'
import { addresseeOf, SETTINGS, sample } from '../../../support/alerts/alert-samples.ts'

test('text breaks at spaces within 72 columns, and a word that is longer is cut', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), text => {
      for (const line of wrap(text.replaceAll('\n', ' '), '    ', '  ').split('\n')) {
        assert.ok([...line].length <= 76, line)
      }
    }),
  )
  assert.equal(wrap('from 45 s to 61 s', '  ', '- '), '- from 45 s to 61 s')
})

test('facts stand in two columns', () => {
  assert.equal(
    factsText([
      { label: 'Since', value: 'Mon' },
      { label: 'How sure', value: 'Sure' },
    ]),
    'Since       Mon\nHow sure    Sure',
  )
})

test('the text has every link of the HTML, in words and with its address', () => {
  const content = alertContent(sample(), SETTINGS, addresseeOf('ann@example.org'))
  const text = renderText(content)
  for (const { label, url } of content.links) assert.ok(text.includes(`${label}:\n${url}`), label)
})
