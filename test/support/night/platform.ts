// The platform of a night: tasks in a real PostgreSQL whose clock is that of the night, planted slow-downs in them, and what may befall
// such a database.
import { Client } from 'pg'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import type { TestDatabase, TestPostgres } from '../postgres/postgres.ts'
import { type Gate, openGate } from './gate.ts'
import type { NightTime } from './night-clock.ts'

const HISTORY: Millis = 14 * DAY
const KINDS = 4
const AN_HOUR = 24
const MEDIAN: Millis = 40 * SECOND
const SPREAD = 0.25
/** A planted slow-down makes tasks take so many times as long. */
const SLOWER = 4

export const OUTAGES = ['refused', 'swallowed', 'password', 'hidden', 'locked', 'frozen'] as const
export type OutageKind = (typeof OUTAGES)[number]

export interface Platform {
  /** By which slowburn reads it. */
  url: string
  kinds: readonly string[]
  /** Tasks of this kind are slower from now on. */
  slowDown(kind: string): void
  /** The time of the night is `now`; what has begun and ended since the last time is written. */
  goOn(now: Millis): Promise<void>
  begin(outage: OutageKind): Promise<void>
  end(outage: OutageKind): Promise<void>
  /** `kill -9` of every process of the database, which is started again. */
  kill(): Promise<void>
  /** Tasks that ended, as the table has them. */
  ended(): Promise<number>
  close(): Promise<void>
}

function kindName(index: number): string {
  return `kind${index}x`
}

const PASSWORD = 'reader secret'

/** Its history ends at the origin of the night. */
export async function createPlatform(server: TestPostgres, time: NightTime, seed: number): Promise<Platform> {
  const db = await server.create()
  await db.sql(schemaOf(time))
  const { port, pathname } = new URL(db.url)
  const gate = await openGate(Number(port))
  return new NightPlatform(server, db, gate, pathname, time, randomStream(seed, 'platform'))
}

class NightPlatform implements Platform {
  readonly url: string
  readonly kinds = Array.from({ length: KINDS }, (_, index) => kindName(index))
  readonly #server: TestPostgres
  readonly #db: TestDatabase
  readonly #gate: Gate
  readonly #random: Random
  readonly #slow = new Set<string>()
  #writtenUpTo: Millis
  #table = 'jobs'
  #lock: Client | null = null
  #frozen = false

  constructor(
    server: TestPostgres,
    db: TestDatabase,
    gate: Gate,
    pathname: string,
    time: NightTime,
    random: Random,
  ) {
    this.#server = server
    this.#db = db
    this.#gate = gate
    this.#random = random
    this.#writtenUpTo = time.origin
    this.url = `postgres://reader:${encodeURIComponent(PASSWORD)}@127.0.0.1:${gate.port}${pathname}`
  }

  slowDown(kind: string): void {
    this.#slow.add(kind)
  }

  async goOn(now: Millis): Promise<void> {
    if (this.#frozen || this.#lock !== null) return
    const rows = this.kinds.flatMap(kind => this.#begun(kind, now))
    this.#writtenUpTo = now
    const insert =
      rows.length === 0
        ? ''
        : `INSERT INTO ${this.#table} (kind, created_at, started_at, ends_at, status) VALUES ${rows.join(', ')};`
    await this.#write(`UPDATE night.clock SET at = ${moment(now)}, machine = machine_clock_timestamp();
      ${insert}
      UPDATE ${this.#table} SET completed_at = ends_at, status = 'completed'
        WHERE completed_at IS NULL AND ends_at <= ${moment(now)}`)
  }

  /** At even chances over the time since the last writing; what would have begun in an outage of the platform itself has not. */
  #begun(kind: string, now: Millis): string[] {
    const from = Math.max(this.#writtenUpTo, now - 10 * MINUTE)
    const rows: string[] = []
    for (let at = from + this.#pause(); at < now; at += this.#pause()) {
      const takes = this.#random.lognormal(MEDIAN, SPREAD) * (this.#slow.has(kind) ? SLOWER : 1)
      rows.push(`('${kind}', ${moment(at)}, ${moment(at)}, ${moment(at + takes)}, 'running')`)
    }
    return rows
  }

  #pause(): Millis {
    return this.#random.exponential(HOUR / AN_HOUR)
  }

  async begin(outage: OutageKind): Promise<void> {
    if (outage === 'refused' || outage === 'swallowed') this.#gate.cut(outage)
    else if (outage === 'password') {
      await this.#write(`ALTER ROLE reader PASSWORD 'rotated'`)
      this.#gate.mend()
    } else if (outage === 'hidden') {
      await this.#write('ALTER TABLE jobs RENAME TO jobs_of_before')
      this.#table = 'jobs_of_before'
    } else if (outage === 'locked') {
      this.#lock = await this.#connect()
      await this.#lock.query(`BEGIN; LOCK TABLE ${this.#table} IN ACCESS EXCLUSIVE MODE`)
    } else {
      this.#server.outage?.freeze()
      this.#frozen = true
    }
  }

  async end(outage: OutageKind): Promise<void> {
    if (outage === 'refused' || outage === 'swallowed') this.#gate.mend()
    else if (outage === 'password') await this.#write(`ALTER ROLE reader PASSWORD '${PASSWORD}'`)
    else if (outage === 'hidden') {
      await this.#write('ALTER TABLE jobs_of_before RENAME TO jobs')
      this.#table = 'jobs'
    } else if (outage === 'locked') {
      await this.#lock?.end()
      this.#lock = null
    } else {
      this.#server.outage?.thaw()
      this.#frozen = false
    }
  }

  async kill(): Promise<void> {
    await this.#server.outage?.kill()
  }

  async ended(): Promise<number> {
    const { rows } = await this.#write('SELECT count(completed_at)::int AS ended FROM jobs')
    return Number(rows[0]?.ended)
  }

  async close(): Promise<void> {
    if (this.#frozen) await this.end('frozen')
    if (this.#lock !== null) await this.end('locked')
    await this.#gate.close()
    await this.#db.drop().catch(() => undefined)
  }

  async #connect(): Promise<Client> {
    const client = await this.#reached()
    // What the platform has committed outlives a death of its database.
    await client.query('SET synchronous_commit = on')
    return client
  }

  /** After a death the server takes a while until it takes connections again. */
  async #reached(): Promise<Client> {
    for (let tries = 1; ; tries += 1) {
      const client = new Client({ connectionString: this.#db.url })
      client.on('error', () => undefined)
      try {
        await client.connect()
        return client
      } catch (error) {
        if (tries === MOST_TRIES) throw error
        await new Promise(resolve => setTimeout(resolve, SECOND / 10))
      }
    }
  }

  async #write(text: string): Promise<{ rows: Array<Record<string, unknown>> }> {
    const client = await this.#connect()
    return client.query<Record<string, unknown>>(text).finally(() => client.end())
  }
}

const MOST_TRIES = 100

function moment(at: Millis): string {
  return `to_timestamp(${(at / SECOND).toFixed(3)})`
}

/** The clock of this database alone is replaced; its transactions begin, by the machine's, later than all of the night. */
function schemaOf({ origin, rate }: NightTime): string {
  return `CREATE SCHEMA night;
    CREATE TABLE night.clock (at timestamptz, machine timestamptz);
    INSERT INTO night.clock VALUES (${moment(origin)}, clock_timestamp());
    SET allow_system_table_mods = on;
    ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO machine_clock_timestamp;
    CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE SECURITY DEFINER
      AS $$ SELECT at + (pg_catalog.machine_clock_timestamp() - machine) * ${rate} FROM night.clock $$;
    CREATE TABLE jobs (id bigserial PRIMARY KEY, kind text, created_at timestamptz NOT NULL, started_at timestamptz,
      ends_at timestamptz NOT NULL, completed_at timestamptz, status text);
    CREATE INDEX ON jobs (created_at);
    SELECT setseed(0.5);
    INSERT INTO jobs (kind, created_at, started_at, ends_at, completed_at, status)
      SELECT kind, at, at, at + takes, at + takes, 'completed'
      FROM (SELECT 'kind' || (i % ${KINDS}) || 'x' AS kind,
          ${moment(origin - HISTORY)} + random() * interval '${HISTORY / SECOND - 600} s' AS at,
          ${MEDIAN / SECOND} * exp(${SPREAD} * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) * interval '1 s' AS takes
        FROM generate_series(1, ${(HISTORY / HOUR) * AN_HOUR * KINDS}) AS i) AS drawn ORDER BY at;
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader LOGIN; END IF;
    END $$;
    ALTER ROLE reader PASSWORD '${PASSWORD}';
    GRANT SELECT ON jobs TO reader;
    ANALYZE jobs`
}
