import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConfigError } from '../../../../src/core/errors.ts'
import { askedOnce } from '../../../../src/delivery/notifiers/asked-once.ts'
import type { Channel } from '../../../../src/delivery/notifiers/channel.ts'
import { loadProof, watchdogOf } from '../../../support/watchdog.ts'

const channelOf = (part: object): Channel => ({ name: 'toy', ...part }) as Channel

describe('whom a channel leads to', () => {
  test('is asked once for each contact, and the answer stays what it was', () => {
    let asked = 0
    const mine = ['ann']
    const channel = askedOnce(
      channelOf({
        recipients: (options: unknown, contact: string) => {
          asked += 1
          return contact === 'ann' ? mine : [`${contact} ${JSON.stringify(options)}`]
        },
        audience: () => (asked > 2 ? 'programs' : 'people'),
      }),
    )
    const options = {}
    assert.deepEqual(channel.recipients(options, 'ann'), ['ann'])
    mine.push('eve')
    assert.deepEqual(channel.recipients(options, 'ann'), ['ann'])
    assert.deepEqual(channel.recipients(options, 'bob'), ['bob {}'])
    assert.equal(channel.audience(options), 'people')
    assert.deepEqual(channel.recipients({ a: 1 }, 'bob'), ['bob {"a":1}'])
    assert.equal(channel.audience(options), 'people')
    assert.deepEqual(channel.recipients('x', 'bob'), ['bob "x"'])
    assert.deepEqual(channel.recipients('x', 'bob'), ['bob "x"'])
    assert.equal(asked, 4)
  })

  const wrong: Readonly<Record<string, unknown>> = {
    null: null,
    'no texts': [5],
    'an empty text': [''],
    nobody: [],
    'a billion': Object.assign([], { length: 1e9 }),
  }
  for (const [what, answer] of Object.entries(wrong)) {
    test(`is named as wrong where it is ${what}`, () => {
      const channel = askedOnce(channelOf({ recipients: () => answer, audience: () => answer }))
      const options = {}
      const { fault, standIn } = channel.faultAt(options, 'ann') ?? {}
      assert.match(
        fault ?? '',
        /channel toy cannot say whom it leads to, and its messages wait: `recipients`/,
      )
      assert.equal(standIn, 'toy:ann')
      assert.deepEqual(channel.recipients(options, 'ann'), ['toy:ann'])
    })
  }

  test('is people where the channel cannot say, which is named', () => {
    for (const audience of [() => 'nobody', () => null, () => assert.fail('out of order')]) {
      const channel = askedOnce(channelOf({ recipients: () => ['ann'], audience }))
      const options = {}
      assert.equal(channel.audience(options), 'people')
      assert.deepEqual(channel.recipients(options, 'ann'), ['ann'])
      const { fault, standIn } = channel.faultAt(options, 'ann') ?? {}
      assert.match(
        fault ?? '',
        /channel toy cannot say whether it leads to people: .*taken to lead to people/,
      )
      assert.equal(standIn, null)
    }
  })

  test('is asked for all that it says with no fault where there is none', () => {
    const found = [{ path: ['toy'], message: 'is wrong', remedy: 'Mend it' }]
    const sound = askedOnce(
      channelOf({ recipients: () => ['ann'], audience: () => 'people', faults: () => found }),
    )
    assert.equal(sound.faultAt({}, 'ann'), null)
    assert.deepEqual(sound.faults({}, []), found)
    assert.equal(sound.faultOfCheck({}, []), null)
    assert.deepEqual(askedOnce(channelOf({})).faults({}, []), [])
    for (const faults of [
      () => null,
      () => [null],
      () => [{ path: 'x' }],
      () => assert.fail('out of order'),
    ]) {
      const channel = askedOnce(channelOf({ faults }))
      assert.deepEqual(channel.faults({}, []), [])
      assert.match(
        channel.faultOfCheck({}, []) ?? '',
        /channel toy cannot say what is wrong with its settings: ./,
      )
    }
  })

  test('is named as wrong where the channel throws, loops, or throws what loops when it is read', () => {
    const { forever } = loadProof(0.2)
    const whyOf = (recipients: () => unknown): string => {
      const channel = askedOnce(channelOf({ recipients }), () => watchdogOf(0.2))
      return channel.faultAt({}, 'ann')?.fault ?? 'none'
    }
    const broken = (message: PropertyDescriptor) => (): never => {
      throw Object.defineProperty(new Error('x'), 'message', message)
    }
    assert.match(whyOf(broken({ value: 'out of order' })), /out of order/)
    assert.match(whyOf(forever), /did not return/)
    assert.match(whyOf(broken({ get: forever })), /did not return/)
    assert.match(
      whyOf(() => Object.defineProperty(['a'], 0, { get: forever })),
      /did not return/,
    )
  })
})

describe('what a channel says of where its messages go, and who writes them', () => {
  const sound = {
    way: () => ({ to: 'server', at: 'mx:25', more: 1 }),
    identity: () => ({ sender: 'a@b', more: 1 }),
  }

  test('is taken as it says, without what was not asked for', () => {
    const channel = askedOnce(channelOf(sound))
    assert.deepEqual(channel.way({}, '/data'), { to: 'server', at: 'mx:25' })
    assert.deepEqual(channel.identity({}), { sender: 'a@b' })
    assert.equal(channel.faultOfCheck({}, []), null)
  })

  test('is nothing where it says nothing, or nonsense, or throws, and the latter is named', () => {
    const silent = askedOnce(channelOf({}))
    assert.deepEqual([silent.way({}, '/data'), silent.identity({})], [null, {}])
    for (const broken of [() => ({ to: 'mars', sender: 7 }), () => assert.fail('out of order')]) {
      const channel = askedOnce(channelOf({ way: broken, identity: broken }))
      assert.equal(channel.way({}, '/data'), null)
      assert.deepEqual(channel.identity({}), {})
      assert.match(channel.faultOfCheck({}, []) ?? '', /channel toy cannot say who writes its messages: ./)
    }
  })

  test('is interrupted where the channel loops', () => {
    const { forever } = loadProof(0.2)
    const channel = askedOnce(channelOf({ way: forever, identity: forever }), () => watchdogOf(0.2))
    assert.equal(channel.way({}, '/data'), null)
    assert.match(channel.faultOfCheck({}, []) ?? '', /did not return/)
  })

  test('is a fault of the configuration where a file that it needs cannot be used', () => {
    const identity = (): never => {
      throw new ConfigError([{ path: 'toy.key_file', message: 'cannot be used', remedy: 'Give another' }])
    }
    const channel = askedOnce(channelOf({ identity }))
    assert.throws(() => channel.identity({}), ConfigError)
    assert.equal(channel.faultOfCheck({}, []), null)
  })
})
