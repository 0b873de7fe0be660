import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'
import type { Cell } from '../../../../../src/sources/postgres/connection/values.ts'
import { unitOf, withEpochs } from '../../../../../src/sources/postgres/survey/epochs.ts'
import { detectMapping, unsureTimes } from '../../../../../src/sources/postgres/survey/guess-mapping.ts'
import { column, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const JOBS = table(
  'jobs',
  [
    column('id', 'integer', { notNull: true }),
    column('status', 'text'),
    column('created_at', 'bigint'),
    column('finished_at', 'bigint'),
    column('attempts_at', 'integer'),
  ],
  [primary('id')],
)

const holding = (...rows: Cell[][]): Session => ({ read: async () => [rows], close: async () => {} })
const guessed = async (session: Session) => {
  const tables = await withEpochs(session, [JOBS])
  const [found] = detectMapping(tables)
  assert.ok(found?.mapping.as === 'tasks')
  const { createdAt, completedAt } = found.mapping.columns
  const [first = JOBS] = tables
  return { createdAt, completedAt, certain: found.certain, unsure: unsureTimes(found.mapping, first) }
}

describe('a number that counts the time since 1970', () => {
  test('is told by how large it is, whatever is not set', () => {
    assert.equal(unitOf(['1760000000', null, '0']), 's')
    assert.equal(unitOf(['1760000000000']), 'ms')
    assert.equal(unitOf(['1760000000000000']), 'us')
    assert.equal(unitOf(['1760000000.25']), 's')
    assert.equal(unitOf([null, '0']), null)
    for (const cells of [['17'], ['1760000000', '1760000000000'], ['x'], ['-1760000000']]) {
      assert.equal(unitOf(cells), 'none')
    }
  })

  test('is mapped by init in its unit, that of the other times of its table where it has no value', async () => {
    assert.deepEqual(await guessed(holding(['1760000000', null, '3'])), {
      createdAt: 'epoch_s(created_at)',
      completedAt: 'epoch_s(finished_at)',
      certain: true,
      unsure: [],
    })
  })

  test('is for the user to decide where no row shows what it counts', async () => {
    assert.deepEqual(await guessed(holding()), {
      createdAt: 'epoch_ms(created_at)',
      completedAt: 'epoch_ms(finished_at)',
      certain: false,
      unsure: ['created_at', 'finished_at'],
    })
  })
})
