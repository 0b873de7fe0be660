import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { type SignedAction, signAction } from '../../../../src/operations/signed-link.ts'
import {
  type Challenge,
  type Challenges,
  createChallenges,
} from '../../../../src/web/security/confirmation-code.ts'
import { onceEach } from '../../../support/alerts/links.ts'
import { inForm } from '../../../support/long-form.ts'
import { NOW, seeded } from '../../../support/web/moment.ts'

const KEY = Buffer.alloc(32, 7)
const SIGNED: SignedAction = {
  action: 'acknowledge',
  episodeId: 'drift{"2"}',
  recipient: 'oncall@example.org',
  expires: NOW + WEEK,
}
const TOKEN = signAction(KEY, SIGNED)

function seededBytes(seed: number): (size: number) => Uint8Array {
  const random = seeded(seed)
  return size => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)))
}

function given(): { challenges: Challenges; challenge: Challenge } {
  const challenges = createChallenges(KEY, onceEach(), seededBytes(1))
  return { challenges, challenge: challenges.issue(TOKEN, NOW) }
}

describe('the code to be typed', () => {
  test('passes once', () => {
    const { challenges, challenge } = given()
    assert.match(challenge.code, /^\d{6}$/)
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'passed')
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'stale')
  })

  test('may be typed with a blank or a dash', () => {
    const { challenges, challenge } = given()
    const code = ` ${challenge.code.slice(0, 3)}-${challenge.code.slice(3)} `
    assert.equal(challenges.judge(TOKEN, { ...challenge, code }, NOW), 'passed')
  })

  test('left empty is not a try', () => {
    const { challenges, challenge } = given()
    for (let time = 0; time < 100; time += 1) {
      assert.equal(challenges.judge(TOKEN, { ...challenge, code: ' ' }, NOW), 'empty')
    }
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'passed')
  })

  test('is only good for its link, in its browser, and for a quarter of an hour', () => {
    const { challenges, challenge } = given()
    const other = signAction(KEY, { ...SIGNED, action: 'accept' })
    assert.equal(challenges.judge(other, challenge, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, { ...challenge, cookie: '' }, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, { ...challenge, cookie: 'other' }, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW + 16 * MINUTE), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW - 1), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW + 14 * MINUTE), 'passed')
  })

  test('takes one answer, and however many are wrong the rightful one can act', () => {
    const { challenges, challenge } = given()
    const wrong = { ...challenge, code: challenge.code === '000000' ? '000001' : '000000' }
    assert.equal(challenges.judge(TOKEN, wrong, NOW), 'wrong')
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'stale')
    for (let time = 0; time < 1000; time += 1) {
      const { field, cookie } = challenges.issue(TOKEN, NOW)
      assert.equal(challenges.judge(TOKEN, { field, cookie, code: '1' }, NOW), 'wrong')
    }
    assert.equal(challenges.judge(TOKEN, challenges.issue(TOKEN, NOW), NOW), 'passed')
  })

  test('is longer after wrong ones, for a quarter of an hour, and short ones are worth nothing then', () => {
    const { challenges } = given()
    const before = challenges.issue(TOKEN, NOW)
    for (let time = 0; time < 5; time += 1) {
      const { field, cookie } = challenges.issue(TOKEN, NOW)
      challenges.judge(TOKEN, { field, cookie, code: '1' }, NOW)
    }
    assert.equal(challenges.judge(TOKEN, before, NOW), 'stale')
    const long = challenges.issue(TOKEN, NOW)
    assert.match(long.code, /^\d{12}$/)
    const forged = { ...long, field: long.field.replace('-12.', '-6.') }
    assert.equal(challenges.judge(TOKEN, forged, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, long, NOW), 'passed')
    const other = signAction(KEY, { ...SIGNED, recipient: 'second@example.org' })
    assert.match(challenges.issue(other, NOW).code, /^\d{6}$/)
    assert.match(challenges.issue(TOKEN, NOW + 15 * MINUTE).code, /^\d{6}$/)
  })

  test('is not passed by a robot that submits all it finds, again and again', () => {
    const challenges = createChallenges(KEY, onceEach(), seededBytes(2))
    const random = seeded(3)
    const tally: Record<string, number> = {}
    let challenge = challenges.issue(TOKEN, NOW)
    const attempts = inForm(200_000, 1_000_000)
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt % 1000 === 0) challenge = challenges.issue(TOKEN, NOW + attempt)
      const code = attempt % 2 === 0 ? '' : String(Math.floor(random() * 1e6)).padStart(6, '0')
      const verdict = challenges.judge(TOKEN, { ...challenge, code }, NOW + attempt)
      tally[verdict] = (tally[verdict] ?? 0) + 1
    }
    assert.equal(tally.passed, undefined)
    assert.equal(tally.empty, attempts / 2)
  })
})
