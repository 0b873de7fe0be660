// A source or a table that cannot be seen is an alarm of its own.
import { type BlindSpot, placeWords } from '../../collect/sight.ts'
import { briefly, type OwnAlarm, sentence, stamp } from './raise.ts'

export function blindAlarms(spots: readonly BlindSpot[]): OwnAlarm[] {
  return spots.map(spot => {
    const { source, table, since } = spot
    const of = { source, ...(table === null ? {} : { table }) }
    return {
      labels: { alertname: 'SlowburnSourceBlind', ...of, severity: 'page' },
      since,
      words: from => ({
        summary: `slowburn cannot see ${placeWords(spot)} since ${from}, ${lastWords(spot)}: ${briefly(spot.why)}`,
        description: describe(spot),
      }),
    }
  })
}

function lastWords({ unfed, lastRow }: BlindSpot): string {
  if (lastRow === null) return 'no row ever seen'
  return `${unfed ? 'the latest' : 'last row'} of ${stamp(lastRow)}`
}

function describe({ unfed, lastRow, why, remedy }: BlindSpot): string {
  const latest = unfed ? 'The latest of it came at' : 'Its last row is of'
  const last = lastRow === null ? 'No row of it was ever seen.' : `${latest} ${stamp(lastRow)}.`
  const follows = 'Nothing that rests on it is watched meanwhile; its silence is not judged.'
  return [sentence(why), last, follows, ...(remedy === null ? [] : [sentence(remedy)])].join(' ')
}
