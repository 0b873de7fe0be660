import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { NOW, readOne, time } from '../../../../support/postgres/postgres-rows.ts'

describe('a row of claims', () => {
  const mapping: TableMapping = {
    table: 'c',
    as: 'claims',
    columns: {
      id: 'i',
      madeAt: 'm',
      verifiedAt: 'v',
      outcome: 'o',
      probability: 'p',
      verifier: 'w',
      audited: 'a',
    },
  }
  const claim = {
    id: '1',
    madeAt: time(NOW - HOUR),
    probability: '0.9',
    propensity: null,
    verifiedAt: null,
    outcome: null,
    verifier: null,
    audited: null,
  }

  test('is open until it has both a verification and an outcome', () => {
    assert.equal(readOne(mapping, claim).state, 'open')
    assert.equal(readOne(mapping, { ...claim, outcome: 't' }).state, 'limbo')
    assert.equal(readOne(mapping, { ...claim, verifiedAt: time(NOW) }).state, 'limbo')
    assert.equal(readOne(mapping, { ...claim, verifiedAt: time(NOW), outcome: 'f' }).state, 'settled')
  })

  test('says who verified it, and trusts least where nobody says', () => {
    const verified = { ...claim, verifiedAt: time(NOW), outcome: 't' }
    const by = (verifier: string | null, assumed?: 'human') => {
      const event = readOne({ ...mapping, verifier: assumed }, { ...verified, verifier }).events[1]
      return event?.type === 'claim.verified' ? event.data : null
    }
    assert.deepEqual(by(null), { outcome: true, verifier: 'self', audit: false })
    assert.deepEqual(by(null, 'human'), { outcome: true, verifier: 'human', audit: false })
    assert.deepEqual(by('Test'), { outcome: true, verifier: 'test', audit: false })
    assert.deepEqual(by('the boss'), { outcome: true, verifier: 'self', audit: false })
  })

  test('without a column of probability claims certainty, but a null in one is refused', () => {
    const { probability: _, ...columns } = mapping.columns
    const bare: TableMapping = { ...mapping, columns }
    const event = readOne(bare, claim).events[0]
    assert.equal(event?.type === 'claim.made' && event.data.probability, 1)
    assert.deepEqual(readOne(mapping, { ...claim, probability: null }).refused, ['probability'])
  })

  test('with a propensity of zero has none, since it can never be audited', () => {
    const event = readOne(mapping, { ...claim, propensity: '0' }).events[0]
    assert.deepEqual(event?.data, { claimType: 'unknown', probability: 0.9 })
  })
})
