import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTarget } from '../../../../src/client/sending/target.ts'

const TOKEN = 'a-token-of-twenty-letters'

test('the address of a source is read with its events and without, below a path too', () => {
  const expected = {
    url: 'https://host/x/ingest/app/events',
    token: TOKEN,
    shown: 'https://host/x/ingest/app',
  }
  for (const url of [
    'https://host/x/ingest/app',
    'https://host/x/ingest/app/',
    'https://host/x/ingest/app/events',
  ]) {
    assert.deepEqual(readTarget(url, TOKEN), { target: expected })
  }
})

test('what is no address of a source, or no token, is a fault that quotes neither', () => {
  const faults = [
    readTarget(undefined, TOKEN),
    readTarget('ftp://host/ingest/app', TOKEN),
    readTarget('http://user:hunter2@host/ingest/app', TOKEN),
    readTarget('http://host/', TOKEN),
    readTarget('http://host/ingest/app', undefined),
    readTarget('http://host/ingest/app', 'hunter2\n'),
    readTarget({ toString: () => Promise.reject.call(undefined, 1) }, TOKEN),
  ]
  for (const fault of faults) {
    assert.ok('fault' in fault)
    assert.doesNotMatch(fault.fault, /hunter2/)
  }
})
