// Labels that no series can have: an indicator split by one lumps everything together, and a rule that asks for one never fires.
import { matchesGlob } from '../alerting/match.ts'
import { choiceWords } from '../core/names/nearest.ts'
import type { Found } from '../core/options/found.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { indicatorNamed, indicators } from '../indicators/registry.ts'
import { labelsOf } from '../lifecycles/registry.ts'
import type { ParsedConfig } from './schema.ts'

/** Labels that series are given where several sources, or several tables of one, feed them. */
const ALWAYS = ['source', 'table']

export function labelFaults(config: Pick<ParsedConfig, 'indicators' | 'rules'>): Found[] {
  return [...unknownSplits(config), ...unknownMatches(config)]
}

function unknownSplits(config: Pick<ParsedConfig, 'indicators'>): Found[] {
  return Object.entries(config.indicators).flatMap(([name, { by = [] }]) => {
    const indicator = indicatorNamed(name)
    if (indicator === null) return []
    const known = labelsOf(indicator.kind)
    return by.flatMap((label, i) => {
      if (known.includes(label)) return []
      const message = `no ${indicator.kind} has a label "${label}"`
      return [{ path: ['indicators', name, 'by', i], message, remedy: choiceWords(label, known) }]
    })
  })
}

function unknownMatches(config: Pick<ParsedConfig, 'indicators' | 'rules'>): Found[] {
  return (config.rules ?? []).flatMap((rule, i) => {
    const meant = indicators.filter(({ name }) => rule.indicators.some(pattern => matchesGlob(pattern, name)))
    // Indicators that nobody knows are a fault of their own.
    if (meant.length === 0) return []
    const known = [...new Set([...ALWAYS, ...meant.flatMap(one => splitOf(one, config))])]
    return Object.keys(rule.match).flatMap(label => {
      if (known.includes(label)) return []
      const message = `no series of its indicators has a label "${label}", so that it would never fire`
      const remedy = choiceWords(label, known)
      const couldHave = meant.some(({ kind }) => labelsOf(kind).includes(label))
      const path = ['rules', i, 'match', label]
      return [{ path, message, remedy: couldHave ? `Add it to \`by\` of the indicators. ${remedy}` : remedy }]
    })
  })
}

function splitOf({ name, by }: Indicator, config: Pick<ParsedConfig, 'indicators'>): readonly string[] {
  return config.indicators[name]?.by ?? by
}
