// Reads chunks of a table: as many rows as the statement's time allows, and none of a table that was replaced meanwhile.
import { DatabaseError } from 'pg'
import { isRowFault } from '../connection/apart.ts'
import { STATEMENT_TIMEOUT } from '../connection/failures.ts'
import type { Row, Session, Statement } from '../connection/session.ts'
import type { TablePlan } from '../mapping/plan.ts'
import type { Pass } from './cursor.ts'
import { fingerprintStatement } from './life.ts'
import { lastPlaceOf } from './rows/cells.ts'
import { scanRows } from './statements.ts'

/** The files behind the table are not those from which its steps began. */
export class ReplacedTable extends Error {}

const SMALLEST_CHUNK = 100

export class ChunkReader {
  readonly #session: Session
  readonly #oid: string
  readonly #fingerprint: string
  readonly #limit: { rows: number }

  /** @param limit Most rows of a chunk; lowered, and kept lowered, where statements time out. */
  constructor(session: Session, oid: string, fingerprint: string, limit: { rows: number }) {
    this.#session = session
    this.#oid = oid
    this.#fingerprint = fingerprint
    this.#limit = limit
  }

  /** Most rows that the next chunk has: one that has fewer is the last. */
  get rows(): number {
    return this.#limit.rows
  }

  /**
   * The rows of a pass, chunk by chunk to the last, which is not full. The next one is asked for while something is made of the one
   * before; where nobody waits for it in the end, it has failed unheard.
   */
  async *all(plan: TablePlan, pass: Pass): AsyncGenerator<{ chunk: readonly Row[]; done: boolean }> {
    const readAfter = (after: Pass['after']): Promise<readonly Row[]> => {
      const coming = this.read(rows => scanRows(plan, { ...pass, after }, rows))
      coming.catch(() => undefined)
      return coming
    }
    let coming = readAfter(pass.after)
    for (let done = false; !done; ) {
      const chunk = await coming
      done = chunk.length < this.rows
      if (!done) coming = readAfter(lastPlaceOf(plan, chunk))
      yield { chunk, done }
    }
  }

  /**
   * The files are looked at after the rows, in the same transaction: the lock on the table keeps them what they were.
   * TRUNCATE and its like are not bound by snapshots, and a page of both tables would be believed.
   */
  async read(statement: (rows: number) => Statement): Promise<readonly Row[]> {
    for (;;) {
      try {
        const files = fingerprintStatement([this.#oid])
        const [rows = [], [found] = []] = await this.#session.read([statement(this.#limit.rows), files])
        if ((found?.[1] ?? '') !== this.#fingerprint) throw new ReplacedTable('replaced while it was read')
        return rows
      } catch (error) {
        const tooLong = error instanceof DatabaseError && error.code === STATEMENT_TIMEOUT
        // Of too many rows what they hold cannot be read.
        if (!(tooLong || isRowFault(error)) || this.#limit.rows <= SMALLEST_CHUNK) throw error
        this.#limit.rows = Math.max(SMALLEST_CHUNK, Math.floor(this.#limit.rows / 2))
      }
    }
  }
}
