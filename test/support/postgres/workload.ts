// Work on a table of tasks by several connections at once, and a witness of all that was committed of it.
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import type { TestDatabase } from './postgres.ts'

/** Writes down every version of every row that is committed, in a table that nobody publishes. */
export const WITNESS = `CREATE TABLE witness (id int, task_id text, what text);
  CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN INSERT INTO witness VALUES (OLD.id, OLD.task_id, 'deleted'); RETURN OLD; END IF;
    INSERT INTO witness VALUES (NEW.id, NEW.task_id, NEW.status); RETURN NEW; END $$;
  CREATE TRIGGER witness AFTER INSERT OR UPDATE OR DELETE ON execution_tasks FOR EACH ROW EXECUTE FUNCTION witness()`

/** Tasks come, run, end and go, in transactions that last or are rolled back, until it is said that it is over. */
export async function workload(url: string, isOver: () => boolean, writers = 4): Promise<void> {
  await Promise.all(Array.from({ length: writers }, (_, i) => write(url, i, isOver)))
}

async function write(url: string, writer: number, isOver: () => boolean): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const random = randomFrom(writer + 1)
  let mine: readonly string[] = []
  try {
    for (let i = 0; !isOver(); i++) {
      await client.query('BEGIN')
      let after = mine
      for (let n = Math.ceil(random() * 4); n > 0; n--) {
        after = await step(client, random, `w${writer}-${i}-${n}`, after)
      }
      if (random() < 0.1) await wait(random() * 60)
      const back = random() < 0.1
      await client.query(back ? 'ROLLBACK' : 'COMMIT')
      if (!back) mine = after
    }
  } finally {
    await client.end()
  }
}

/** Returns which rows there are then. */
async function step(
  client: Client,
  random: () => number,
  id: string,
  mine: readonly string[],
): Promise<readonly string[]> {
  const pick = mine[Math.floor(random() * mine.length)]
  const dice = random()
  if (dice < 0.4 || pick === undefined) {
    await client.query(
      `INSERT INTO execution_tasks (task_id, type, status, created_at) VALUES ($1, 'build', 'running', clock_timestamp())`,
      [id],
    )
    return [...mine, id]
  }
  if (dice < 0.75) {
    await client.query(
      `UPDATE execution_tasks SET status = $2, completed_at = clock_timestamp() WHERE task_id = $1 AND status = 'running'`,
      [pick, random() < 0.2 ? 'failed' : 'completed'],
    )
    return mine
  }
  await client.query('DELETE FROM execution_tasks WHERE task_id = $1', [pick])
  return mine.filter(other => other !== pick)
}

/** A linear congruential generator: the same work for the same writer. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 31
  }
}

/** The ids of the events that the witness implies, in order. */
export async function truth(db: TestDatabase): Promise<string[]> {
  const rows = await db.sql(`SELECT id::text AS id, bool_or(what = 'completed')::text AS completed,
    bool_or(what = 'failed')::text AS failed, bool_or(what = 'deleted')::text AS deleted FROM witness GROUP BY id`)
  return rows
    .flatMap(({ id, completed, failed, deleted }) => {
      const end = completed === 'true' ? ['finished'] : failed === 'true' ? ['failed'] : []
      const removed = end.length === 0 && deleted === 'true' ? ['removed'] : []
      return ['queued', ...end, ...removed].map(what => `platform:execution_tasks:${id}:${what}`)
    })
    .sort()
}

/** How the tasks ended, by their ids. */
export async function outcomes(db: TestDatabase): Promise<Record<string, string>> {
  const rows = await db.sql(`SELECT task_id, CASE WHEN bool_or(what = 'completed') THEN 'completed'
      WHEN bool_or(what = 'failed') THEN 'failed' END AS outcome
    FROM witness GROUP BY task_id HAVING bool_or(what IN ('completed', 'failed')) ORDER BY task_id COLLATE "C"`)
  return Object.fromEntries(rows.map(({ task_id, outcome }) => [task_id ?? '', outcome ?? '']))
}
