import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPrivateAddress } from '../../../../../src/delivery/notifiers/email/private-address.ts'

test('addresses of private networks are told from those of the internet, in both families', () => {
  const inside = [
    '127.0.0.1',
    '10.9.8.7',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.1.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
    'fe80::1%eth0',
    '::ffff:10.0.0.7',
  ]
  const outside = [
    '172.32.0.1',
    '8.8.8.8',
    '100.128.0.1',
    '2001:db8::1',
    '::ffff:8.8.8.8',
    'mail.example.org',
    '',
  ]
  for (const address of inside) assert.equal(isPrivateAddress(address), true, address)
  for (const address of outside) assert.equal(isPrivateAddress(address), false, address)
})
