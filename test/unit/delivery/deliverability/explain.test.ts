// The conformance suite of the checks, and what happens where one cannot be carried out.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { deliverabilityChecks, explain } from '../../../../src/delivery/deliverability/explain.ts'
import { dnsOf, sendingOf } from '../../../support/deliverability/sending.ts'

const MESSAGE = Buffer.from('From: a <slowburn@example.org>\r\nTo: ann@example.net\r\n\r\nhello\r\n')
const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/mail-that-arrives.md'), 'utf8')

describe('every check', () => {
  test('has a name of its own, and the page lists it with what it looks at', () => {
    assert.equal(new Set(deliverabilityChecks.map(({ name }) => name)).size, deliverabilityChecks.length)
    for (const { name, help } of deliverabilityChecks) {
      assert.ok(page.includes(`| ${name} | ${help} |`), `the page lacks: | ${name} | ${help} |`)
    }
  })

  test('gives each doubt a code, a text and a remedy, whatever is missing', async () => {
    for (const sending of [sendingOf(), sendingOf({ outgoing: [], verdicts: [] })]) {
      for (const { doubts } of await explain(sending, MESSAGE)) {
        for (const { code, what, remedy } of doubts) {
          assert.match(code, /^[a-z0-9]+(?:-[a-z0-9]+)+$/)
          assert.ok(what !== '' && /^[A-Z]/.test(remedy), code)
        }
      }
    }
  })
})

test('a resolver that does not answer is named, and is no pass', async () => {
  const broken = { ...dnsOf({}), txt: () => Promise.reject(new Error('queryTxt ESERVFAIL')) }
  const found = await explain(sendingOf({ dns: broken }), MESSAGE)
  const spf = found.find(({ check }) => check === 'SPF')
  assert.equal(spf?.doubts[0]?.code, 'dns-silent')
})
