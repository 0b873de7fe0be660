// Marks on the graphs: one for each change where it began, one for each release, at their own time. Each is the last word on it, the same at
// every step: an estimate of an onset that moved while it was refined made several marks, and a stretch that ended before it began.
import {
  AnnotationPanelFilterBuilder,
  AnnotationQueryBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { changeOnset, release } from '../../src/exposition/metrics/changes.ts'
import type { Indicator } from '../../src/indicators/indicator.ts'
import { DATASOURCE } from './panels.ts'
import { lastly, namesWithin, only } from './queries.ts'

/** Where the changes of an indicator began, on the panels that draw it. */
export function onsets(indicator: Indicator, panels: readonly number[]): AnnotationQueryBuilder {
  const own = `indicator="${indicator.name}"`
  const name = `ignoring (series) group_left (series) ${namesWithin(own)}`
  return marks(`Began to change: ${indicator.name}`, panels)
    .iconColor('orange')
    .hide(true)
    .expr(`1000 * ${lastly(only(changeOnset, own))} * ${name}`)
    .titleFormat('{{series}} began to change')
    .textFormat('{{indicator}}')
    .tagKeys('instance')
}

export function releases(panels: readonly number[]): AnnotationQueryBuilder {
  return marks('Releases', panels)
    .iconColor('purple')
    .expr(`1000 * ${lastly(only(release))}`)
    .titleFormat('{{component}} {{version}}')
    .textFormat('took over')
    .tagKeys('environment')
}

function marks(name: string, panels: readonly number[]): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .useValueForTime(true)
    .step('1h')
    .filter(new AnnotationPanelFilterBuilder().exclude(false).ids([...panels]))
}
