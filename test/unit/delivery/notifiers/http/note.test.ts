import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertNote, freezeNote, testNote } from '../../../../../src/delivery/notifiers/http/note.ts'
import { NOW, resolvedSample, SETTINGS, sample } from '../../../../support/alerts/alert-samples.ts'

test('a note says what the e-mail says, in a few lines', () => {
  const note = alertNote(sample(), SETTINGS)
  assert.match(note.title, /^PAGE .*build/)
  assert.match(note.text, /build/)
  assert.ok(note.text.split('\n').length >= 3)
  assert.equal(note.state, 'firing')
  assert.equal(alertNote(resolvedSample(), SETTINGS).state, 'resolved')
  assert.equal(alertNote(resolvedSample(), SETTINGS).id, note.id)
})

test('a note has none of the links by which the reader of a mail may act', () => {
  const actsFor = () => [{ label: 'Acknowledge', url: 'https://slowburn.example.org/act/secret' }]
  assert.doesNotMatch(JSON.stringify(alertNote(sample(), { ...SETTINGS, actsFor })), /act\/secret/)
})

test('a frozen note is the same to the byte each time', () => {
  const note = testNote({ contact: 'ann', by: 'bob', at: NOW }, SETTINGS)
  assert.deepEqual(
    freezeNote(note, 'slack:ann', note, SETTINGS),
    freezeNote(note, 'slack:ann', note, SETTINGS),
  )
})
