// The pictures of all boards, from a database that knows the example platform.
import type { Millis } from '../../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../../src/core/duration.ts'
import { type Board, committedBoards } from '../boards.ts'
import { type Ask, asking, type Chosen } from '../live.ts'
import { type Picture, pictureOf } from './picture.ts'
import { askingOver } from './range.ts'

/** Points of a line. */
const STEPS = 200

/** By the uid of the board, as each looks at that moment. */
export async function picturesOf(url: string, at: Millis): Promise<Map<string, Picture>> {
  const ask = asking(url)
  const pictures = new Map<string, Picture>()
  for (const board of committedBoards()) {
    const chosen = await chosenOn(ask, at)
    const span = spanOf(board)
    const range = { from: at - span, to: at, step: span / STEPS }
    pictures.set(board.uid, await pictureOf(board, { ask, askRange: askingOver(url, chosen), chosen, range }))
  }
  return pictures
}

/** slowburn itself has no history before it was scraped. */
function spanOf({ uid }: Board): Millis {
  return uid === 'slowburn-self' ? 2 * MINUTE : 30 * DAY
}

/** The problem with the most changes, and the series in which it began. */
async function chosenOn(ask: Ask, at: Millis): Promise<Chosen> {
  const [incident] = await ask('topk(1, slowburn_incident_changes)', at)
  const { incident: id = '', indicator = '' } = incident?.metric ?? {}
  const [root] = await ask(`slowburn_incident_member{incident="${id}", role="root"}`, at)
  return { job: '.+', instance: '.+', incident: id, indicator, series: root?.metric.series ?? '' }
}
