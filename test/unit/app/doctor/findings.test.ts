import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf, remedyFor } from '../../../../src/app/doctor/findings.ts'

test('a fault without a remedy gets the one of the step at which its connection ended', () => {
  const steps = [
    ['mail:25: getaddrinfo ENOTFOUND mail', /does not resolve/],
    ['mail:25: connect ECONNREFUSED 10.0.0.1:25', /No connection/],
    ['mail:25: the server took too long', /No connection/],
    ['mail:25: self-signed certificate', /not trusted/],
    ['mail:25: wrong version number', /TLS is not spoken/],
    ['mail:25: Invalid login: 535 5.7.8 bad', /log-in is refused/],
    ['something else', /Check the address/],
  ] as const
  for (const [message, remedy] of steps) assert.match(remedyFor(message), remedy, message)
})

test('a remedy that is there is kept, and a place is named once', () => {
  const parts = [
    { part: 'sources.0 (app)', faults: [{ path: 'tasks.id', message: 'is missing', remedy: 'Add it' }] },
    { part: 'email (server)', faults: [{ path: 'email', message: 'ECONNREFUSED' }] },
  ]
  assert.deepEqual(
    findingsOf(parts).map(({ where, remedy }) => [where, remedy.slice(0, 13)]),
    [
      ['sources.0 (app), tasks.id', 'Add it'],
      ['email (server)', 'No connection'],
    ],
  )
})
