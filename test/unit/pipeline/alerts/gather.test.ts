import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Decision } from '../../../../src/alerting/decide.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { NOTHING_KNOWN } from '../../../../src/detection/causes/cause.ts'
import { type GatherDeps, gather } from '../../../../src/pipeline/alerts/gather.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'

const [SINGLE, LISTED] = [episodeOf(LEVEL, { id: 'single' }), episodeOf(LEVEL, { id: 'listed' })]

function decisionOf(part: Partial<Record<'transitions' | 'singles' | 'bundles', unknown>>): Decision {
  return { transitions: [], singles: [], bundles: [], ...part } as unknown as Decision
}

function reading(part: Partial<GatherDeps> = {}): { deps: GatherDeps; read: string[] } {
  const read: string[] = []
  const deps: GatherDeps = {
    factsOf: ({ id }) => {
      read.push(`facts of ${id}`)
      return null
    },
    briefOf: ({ id }) => {
      read.push(`brief of ${id}`)
      return { title: id, unit: null, causes: NOTHING_KNOWN }
    },
    conversationOf: id => {
      read.push(`conversation of ${id}`)
      return []
    },
    coincidenceOf: ({ id }) => {
      read.push(`coincidence of ${id}`)
      return 'release 2.9.1'
    },
    ...part,
  }
  return { deps, read }
}

describe('gathering', () => {
  test('reads what messages say before any is composed, and nothing twice', () => {
    const { deps, read } = reading()
    const gathered = atOnce(
      gather(
        decisionOf({
          transitions: [{ to: 'firing', episode: SINGLE }],
          singles: [{ episode: SINGLE }, { episode: SINGLE }],
          bundles: [{ notifications: [{ episode: LISTED }] }],
        }),
        deps,
      ),
    )
    assert.deepEqual(
      new Set(read),
      new Set([
        'facts of single',
        'brief of listed',
        'coincidence of single',
        'conversation of single',
        'conversation of listed',
      ]),
    )
    const before = read.length
    assert.equal(gathered.factsOf(SINGLE), null)
    assert.equal(gathered.briefOf(LISTED)?.title, 'listed')
    assert.equal(gathered.coincides(SINGLE), '; coincides with release 2.9.1')
    assert.deepEqual(gathered.conversationOf('single'), [])
    assert.equal(read.length, before)
  })

  test('keeps a fault for whoever asks for what could not be read, and for nobody else', () => {
    const { deps } = reading({
      factsOf: ({ id }) => {
        if (id === 'single') throw new Error('the series is corrupt')
        return null
      },
    })
    const gathered = atOnce(gather(decisionOf({ singles: [{ episode: SINGLE }, { episode: LISTED }] }), deps))
    assert.throws(() => gathered.factsOf(SINGLE), /the series is corrupt/)
    assert.equal(gathered.factsOf(LISTED), null)
  })
})
