// Reads chunks of a table: as many rows as the statement's time allows, and none of a table that was replaced meanwhile.
import { DatabaseError } from 'pg'
import { STATEMENT_TIMEOUT } from '../connection/failures.ts'
import type { Row, Session, Statement } from '../connection/session.ts'
import { fingerprintStatement } from './life.ts'

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
        if (!tooLong || this.#limit.rows <= SMALLEST_CHUNK) throw error
        this.#limit.rows = Math.max(SMALLEST_CHUNK, Math.floor(this.#limit.rows / 2))
      }
    }
  }
}
