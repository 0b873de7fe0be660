import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { previewCommand } from '../../../../src/cli/commands/preview.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

describe('slowburn preview', () => {
  test('lists the kinds, and prints one as text or as HTML', async t => {
    const list = await runCommandHere(t, previewCommand, '--list')
    const text = await runCommandHere(t, previewCommand, 'accepted')
    const html = await runCommandHere(t, previewCommand, 'slope', '--html')
    assert.match(list.stdout, /^KIND +WHEN\nslope +a series is rising/)
    assert.ok(list.stdout.split('\n').every(line => line.length <= 80))
    assert.match(
      text.stdout,
      /^Subject: ACCEPTED Task run time p50 of build as normal\n\nACCEPTED AS NORMAL\n/,
    )
    assert.match(html.stdout, /^<!doctype html>[\s\S]*src="data:image\/png;base64,/)
    assert.doesNotMatch(html.stdout, /cid:/)
    for (const { code, stderr } of [list, text, html]) assert.equal(`${code}${stderr}`, '0')
  })

  test('says in one line what it does not know', async t => {
    const unknown = await runCommandHere(t, previewCommand, 'nothing')
    const both = await runCommandHere(t, previewCommand, '--html', '--eml')
    assert.equal(unknown.stderr, 'slowburn: there is no "nothing". See slowburn preview --list\n')
    assert.equal(both.stderr, 'slowburn: give one of --text, --html, --eml and --list\n')
    assert.deepEqual([unknown.code, both.code], [1, 1])
  })
})
