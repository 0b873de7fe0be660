// Hands boards to a Grafana, by its API.
import { reasonOf } from '../../core/errors.ts'
import { type Answer, ask } from '../../core/reading/answer.ts'
import type { ServerAddress } from '../../core/secrets/server-address.ts'
import type { ShippedBoard } from './shipped.ts'

export interface Grafana {
  /** With the path below which it is served, and what shows that one may write dashboards. */
  readonly server: ServerAddress
  /** The uid of a folder; null: where Grafana puts what has none. */
  readonly folder: string | null
}

/** Milliseconds that one board may take. */
const PATIENCE = 10_000

/** Characters of an answer that are shown, and bytes that are read: what Grafana says of a board is a line. */
const SHOWN = 300
const READ = 20_000

/**
 * A board of the same uid is replaced. Returns its address, or throws an Error that says what Grafana said. What answers may be another
 * program, as a page to sign in on: only who names the board has taken it.
 */
export async function pushBoard({ server, folder }: Grafana, { text, title }: ShippedBoard): Promise<string> {
  const board = JSON.parse(text) as { uid: string }
  const body = {
    dashboard: { ...board, id: null },
    overwrite: true,
    message: 'slowburn dashboards --push',
    ...(folder === null ? {} : { folderUid: folder }),
  }
  const answer = await asked(server, JSON.stringify(body))
  const whole = await answer.beginning(READ)
  const said = `${answer.status} ${server.bare(whole).slice(0, SHOWN).trim()}`.trim()
  const taken = answer.ok ? takenBoard(whole) : null
  if (taken?.uid === board.uid) return pageOf(taken.url, server)
  const what = answer.ok ? 'it answers as no Grafana does: ' : ''
  throw new Error(`${server.shown} does not take "${title}": ${what}${said}`)
}

function asked({ url, shown, headers }: ServerAddress, body: string): Promise<Answer> {
  const { origin, pathname } = new URL(url)
  return ask(new URL('api/dashboards/db', `${origin}${pathname.replace(/\/?$/, '/')}`).href, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
    // Credentials are for this server alone.
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw new Error(`${shown} cannot be reached: ${reasonOf(cause)}`, { cause })
  })
}

/** Null where it is no answer about a board. */
function takenBoard(said: string): { uid: unknown; url: unknown } | null {
  try {
    const read: unknown = JSON.parse(said)
    return typeof read === 'object' && read !== null ? { uid: undefined, url: undefined, ...read } : null
  } catch {
    return null
  }
}

/** What it says of another server is not passed on. */
function pageOf(path: unknown, { url, shown }: ServerAddress): string {
  const page = typeof path === 'string' ? URL.parse(path, url) : null
  return page?.origin === new URL(url).origin ? page.href : shown
}
