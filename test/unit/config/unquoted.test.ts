import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unquotedVariables } from '../../../src/config/unquoted.ts'

describe('variables without quotes', () => {
  test('are named where they break a map or a list, with what stands around them', () => {
    const text = 'smtp: { host: h, password: ${PW} }\nurls: [a, postgres://u:${PW}@h/${DB}]\n'
    assert.deepEqual(unquotedVariables(text), [
      { shown: '${PW}', line: 1 },
      { shown: 'postgres://u:${PW}@h/${DB}', line: 2 },
    ])
  })

  test('are none where they break nothing: in quotes, in a comment, on a line of their own', () => {
    const text = 'a: ${A}\nb: "x ${B}" # ${C}\nc: [\'${D}\', "${E}"]\nd: { e: ${F} }\n'
    assert.deepEqual(unquotedVariables(text), [{ shown: '${F}', line: 4 }])
  })

  test('are not blamed for what else is no YAML', () => {
    assert.deepEqual(unquotedVariables('a: ${A}\nb: [oops\n'), [])
    assert.deepEqual(unquotedVariables('a: [oops\n'), [])
  })
})
