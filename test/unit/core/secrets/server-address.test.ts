import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverAddress } from '../../../../src/core/secrets/server-address.ts'

test('a user and a password become a header, and are in no address', () => {
  const found = serverAddress('https://ann:p%40ss%20word@grafana.example/path?key=k3y-of-it', null)
  assert.equal(found?.url, 'https://grafana.example/path?key=k3y-of-it')
  assert.equal(found?.shown, 'https://grafana.example/path')
  assert.deepEqual(found?.headers, {
    Authorization: `Basic ${Buffer.from('ann:p@ss word').toString('base64')}`,
  })
})

test('what the server says is shown without what it was told', () => {
  const found = serverAddress('https://ann:p%40ssword@grafana.example/?key=k3y-of-it', null)
  const basic = Buffer.from('ann:p@ssword').toString('base64')
  assert.equal(found?.bare(`no: p@ssword, ${basic}, k3y-of-it, ann`), 'no: ***, ***, ***, ann')
  assert.equal(serverAddress('http://grafana.example', 'glsa_1')?.bare('glsa_1 may not'), '*** may not')
})

test('a token is a header', () => {
  assert.deepEqual(serverAddress('http://grafana.example', 'glsa_1')?.headers, {
    Authorization: 'Bearer glsa_1',
  })
  assert.deepEqual(serverAddress('http://grafana.example', null)?.headers, {})
})

test('a percent sign may mean itself', () => {
  const { Authorization = '' } = serverAddress('http://ann:100%@grafana.example', null)?.headers ?? {}
  assert.equal(Buffer.from(Authorization.slice('Basic '.length), 'base64').toString(), 'ann:100%')
})

test('what is no address of HTTP is none, and of two credentials neither is chosen', () => {
  assert.equal(serverAddress('ftp://grafana.example', null), null)
  assert.equal(serverAddress('grafana', null), null)
  assert.throws(() => serverAddress('http://ann:pw@grafana.example', 'glsa_1'), /only one of them/)
})
