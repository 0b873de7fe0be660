import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { counted } from '../../../src/indicators/measure.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { soundAmong } from '../../../src/indicators/sound.ts'
import { taskBacklogGrowth } from '../../../src/indicators/work/task-backlog-growth.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'

test('every indicator of the registry can be asked', () => {
  assert.deepEqual(soundAmong(indicators), { sound: indicators, faults: [] })
})

/** What a stranger may declare by mistake, and why it cannot be. */
const WRONG: Readonly<Record<string, readonly [declared: object, why: string]>> = {
  'a maturity that is no number': [
    { maturity: Number.NaN },
    'its maturity is NaN, not a whole number from 0 on',
  ],
  'a maturity without end': [
    { maturity: Number.POSITIVE_INFINITY },
    'its maturity is Infinity, not a whole number from 0 on',
  ],
  'a maturity in words': [{ maturity: '1d' }, 'its maturity is 1d, not a whole number from 0 on'],
  'a minimum below zero': [{ minimum: -1 }, 'its minimum is -1, not a whole number from 0 on'],
  'no minimum': [{ minimum: undefined }, 'its minimum is undefined, not a whole number from 0 on'],
  'a name that no metric can have': [{ name: 'Toy-share' }, 'its name is not snake case'],
  'a kind that there is not': [{ kind: 'job' }, 'its kind is job'],
  'a family that there is not': [{ family: 'gauss' }, 'its family is gauss'],
  'a unit that there is not': [{ unit: 'ms' }, 'its unit is ms'],
  'a direction that there is not': [{ goodDirection: undefined }, 'its good direction is undefined'],
  'a label that there is not': [{ by: ['colour'] }, 'it is split by what is no label of task'],
  'no list of labels': [{ by: 'task_type' }, 'it is split by what is no label of task'],
  'no estimate': [{ estimate: 7 }, 'it has no estimate'],
  'a view that is none': [{ view: 7 }, 'its view is no function'],
  'no measures': [{ measures: [] }, 'it has no measures'],
  'a measure that is none': [{ measures: [{ name: 'toy', type: 'count' }] }, 'its measure toy is none'],
  'a measure under the name of another': [
    { measures: [counted('tasks_arrived', () => 0)] },
    'its measure tasks_arrived is another than that of the same name before it; share that, or rename this',
  ],
  'what throws when it is read': [
    {
      get maturity(): number {
        throw new Error('a trap')
      },
    },
    'it cannot be read: a trap',
  ],
}

describe('an indicator that declares', () => {
  for (const [what, [declared, why]] of Object.entries(WRONG)) {
    test(`${what} is left out and named, and those beside it are asked`, () => {
      const own = { ...taskThroughput, name: 'toy', measures: [counted('toys', () => 0)] }
      const toy = Object.defineProperties(own, Object.getOwnPropertyDescriptors(declared)) as Indicator
      assert.deepEqual(soundAmong([taskBacklogGrowth, toy, taskThroughput]), {
        sound: [taskBacklogGrowth, taskThroughput],
        faults: [{ indicator: toy.name, message: why }],
      })
    })
  }
})

test('an indicator that would be called as something else is, is left out', () => {
  const namesOf = ({ name }: Indicator) => [name, `${name}_lower`]
  const toy = { ...taskThroughput, name: 'toys' }
  const other = { ...taskThroughput, name: 'toys_lower' }
  const { sound, faults } = soundAmong([toy, other, taskThroughput], namesOf, ['task_throughput_lower'])
  assert.deepEqual(sound, [toy])
  assert.deepEqual(
    faults.map(({ message }) => message),
    [
      'it would be called toys_lower, and something else is; rename it',
      'it would be called task_throughput_lower, and something else is; rename it',
    ],
  )
})
