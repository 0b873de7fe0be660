// Objectives that nothing could be held to: of an indicator that does not judge each by itself, without a limit, by labels that none has.
import { choiceWords } from '../core/names/nearest.ts'
import type { Found } from '../core/options/found.ts'
import { indicatorNamed, indicators } from '../indicators/registry.ts'
import { labelsOf } from '../lifecycles/registry.ts'
import type { ParsedConfig } from './schema.ts'

const JUDGED = indicators.filter(({ judged }) => judged !== undefined).map(({ name }) => name)

export function objectiveFaults(config: Pick<ParsedConfig, 'indicators' | 'objectives'>): Found[] {
  return config.objectives.flatMap((objective, i) => {
    const { indicator: named, match, limit } = objective
    const indicator = indicatorNamed(named)
    const path = ['objectives', i]
    if (indicator?.judged === undefined) {
      const message =
        indicator === null
          ? 'no such indicator'
          : 'its values are of many together, so that none is good or bad'
      return [{ path: [...path, 'indicator'], message, remedy: choiceWords(named, JUDGED) }]
    }
    const settings = config.indicators[named]
    const known = ['source', ...labelsOf(indicator.kind)]
    return [
      ...limitFaults(indicator.judged.needsLimit, limit, settings?.limit ?? null).map(fault => ({
        path: [...path, 'limit'],
        ...fault,
      })),
      ...Object.keys(match)
        .filter(label => !known.includes(label))
        .map(label => ({
          path: [...path, 'match', label],
          message: `no ${indicator.kind} has a label "${label}"`,
          remedy: choiceWords(label, known),
        })),
    ]
  })
}

function limitFaults(
  needsLimit: boolean,
  own: number | null,
  ofIndicator: number | null,
): Array<Pick<Found, 'message' | 'remedy'>> {
  if (needsLimit && own === null && ofIndicator === null)
    return [{ message: 'is missing', remedy: 'Say beyond how many seconds one is bad, `limit: 300`' }]
  if (!needsLimit && own !== null)
    return [{ message: 'is of no use: each is good or bad by its outcome', remedy: 'Remove it' }]
  return []
}
