import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  changeItem,
  labelsOf,
  ownChangeItem,
  rangeOf,
  sentence,
  sentenceCase,
  seriesLink,
  sizeLine,
  tag,
  unbroken,
} from '../../../../../src/web/pages/elements/parts.ts'
import { LEVEL } from '../../../../support/alerts/alert-samples.ts'
import { fixture } from '../../../../support/web/fixture.ts'
import { NOW } from '../../../../support/web/moment.ts'

const { details } = await fixture()
const [detail] = details
const [view] = detail?.changes ?? []
assert.ok(detail !== undefined && view !== undefined)
const seconds = { unit: 'seconds' as const }

describe('the size of a change', () => {
  test('is from what to what, with its interval', () => {
    const line = sizeLine({ change: LEVEL, series: seconds }).toString()
    assert.match(line, /45\.2 s.*61\.1 s.*\+35 %.*\+30 to \+41 %/)
  })

  test('is that there are no data of what is silent, and the one value of what is stuck', () => {
    assert.match(sizeLine({ change: { ...LEVEL, kind: 'missing' }, series: seconds }).toString(), /No data/)
    assert.match(
      sizeLine({ change: { ...LEVEL, kind: 'stuck' }, series: seconds }).toString(),
      /Always .*61\.1 s/,
    )
  })
})

describe('a change in a list', () => {
  test('says what, since when, how sure, and links to its series and its alert', () => {
    const item = changeItem(view, NOW).toString()
    assert.match(item, /href="\/series\/1"/)
    assert.match(item, /href="\/alerts\//)
    assert.match(item, /since <b><time/)
    assert.match(item, /chance alone does this less than once/)
  })

  test('on the page of its own series is titled by what it did', () => {
    assert.match(ownChangeItem(view, NOW).toString(), /<h3>(Rising|Stepped up)<\/h3>/)
  })
})

test('small pieces escape what they hold', () => {
  assert.equal(tag('page', '<b>').toString(), '<span class="tag page">&lt;b&gt;</span>')
  assert.match(seriesLink({ ...detail.series, labels: { a: '<i>' } }).toString(), /&lt;i&gt;/)
  assert.equal(labelsOf({ ...detail.series, labels: {} }), null)
  assert.equal(unbroken('45 s').toString(), '<span class="fixed">45 s</span>')
  assert.equal(
    rangeOf('45.6 s', '91.7 s').toString(),
    '<span class="fixed">45.6</span> to <span class="fixed">91.7 s</span>',
  )
  assert.equal(sentenceCase('rising'), 'Rising')
})

test('text from outside ends a sentence once, whatever it ends with', () => {
  const shown = (text: string, longest = 40) => String(sentence(text, longest)).replaceAll(/<[^>]*>/g, '')
  assert.equal(shown('refused the connection'), 'refused the connection.')
  assert.equal(shown('Is it on this port?'), 'Is it on this port?')
  assert.equal(shown('Try again. '), 'Try again. ')
  assert.match(shown('so long that it has to be cut short somewhere', 20), /…$/)
})
